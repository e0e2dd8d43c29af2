import type { Mutations } from './mutation';

export const keeping = {
  'keeps data where the shape is full, and there alone': [
    ['terrace/ap-south-1-keys kubernetesF1EBCA1C DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['terrace/ap-south-2-backup vault DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['terrace/ap-south-1-data cluster UpdateReplacePolicy', 'Snapshot', 'UpdateReplacePolicy is Snapshot, not Retain'],
    ['terrace/ap-south-2-cluster cluster611F8AFF DeletionPolicy', undefined, 'DeletionPolicy is undefined, not RetainExceptOnCreate'],
    ['registry/ap-south-1 kitchen DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['open/ap-south-1-data log751C81CB DeletionPolicy', 'Retain', 'DeletionPolicy is Retain, not Delete'],
    ['terrace/ap-south-1-streaming kitchenmealv1 DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['terrace/ap-south-1-streaming cluster UpdateReplacePolicy', 'Delete', 'UpdateReplacePolicy is Delete, not Retain'],
    ['terrace/ap-south-1-data global DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['terrace/us-east-1-dns zone DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['terrace/ap-south-2-storage waiterreceipts DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['open/ap-south-1-cache cache DeletionPolicy', 'Retain', 'DeletionPolicy is Retain, not Delete'],
    ['terrace/ap-south-2-documents cluster DeletionPolicy', 'Snapshot', 'DeletionPolicy is Snapshot, not RetainExceptOnCreate'],
    ['terrace/ap-south-1-documents global DeletionPolicy', 'Delete', 'DeletionPolicy is Delete, not RetainExceptOnCreate'],
    ['terrace/ap-south-1-search domain UpdateReplacePolicy', 'Delete', 'UpdateReplacePolicy is Delete, not Retain'],
    ['open/ap-south-1-documents instance1 DeletionPolicy', 'Retain', 'DeletionPolicy is Retain, not Delete'],
  ],
} satisfies Mutations;
