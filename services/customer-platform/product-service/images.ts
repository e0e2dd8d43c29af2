import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import {
  type AnswerOf,
  Clock,
  type Context,
  Database,
  Every,
  notFound,
  Objects,
  Problem,
  type RequestOf,
  type Transaction,
  uploadHeaders,
} from '#kit';
import { ImageRow } from './entities';
import type { addImage, completeImage, showImage } from './image-routes';
import { ProductChanges, refuseRetired } from './product-changes';
import { ownerOf } from './product-store';
import { ProductView } from './product-view';
import type { Product } from './routes';

const bucket = 'images';
/** Images that a product may have. */
const most = 20;
const uploadSeconds = 15 * 60;
const downloadSeconds = 60 * 60;
const day = 86_400_000;

/** Pictures of products: announced, uploaded straight into the bucket, attached once the bytes are what was announced. */
@Injectable()
export class Images {
  constructor(
    private readonly database: Database,
    private readonly objects: Objects,
    private readonly changes: ProductChanges,
    private readonly view: ProductView,
    private readonly clock: Clock,
  ) {}

  async add(request: RequestOf<typeof addImage>): Promise<AnswerOf<typeof addImage>> {
    const { params, body, caller } = request;
    const now = this.clock.now();
    const imageId = v7();
    const objectKey = `${params.id}/${imageId}`;
    const uploadUrl = await this.objects.uploadUrl(bucket, objectKey, { ...body, forSeconds: uploadSeconds });
    const expiresAt = new Date(now.getTime() + uploadSeconds * 1000).toISOString();
    return this.database.transaction(request, async (transaction) => {
      refuseRetired(await this.changes.lock(transaction, params.id, ownerOf(caller, 'images:write')));
      const position = await this.nextPosition(transaction, params.id);
      await transaction.entities.insert(ImageRow, { id: imageId, productId: params.id, objectKey, ...body, position, createdAt: now });
      return transaction.answer(request.idempotency, { imageId, uploadUrl, uploadHeaders: uploadHeaders(body), expiresAt });
    });
  }

  private async nextPosition({ entities }: Transaction, productId: string): Promise<number> {
    const images = await entities.findBy(ImageRow, { productId });
    if (images.length >= most) throw new Problem(422, 'too-many-images', `a product has at most ${most} images`);
    return 1 + Math.max(0, ...images.map(({ position }) => position));
  }

  /** pending → attached; to complete twice is fine. */
  async complete(request: RequestOf<typeof completeImage>): Promise<Product> {
    const { params, caller } = request;
    const owner = ownerOf(caller, 'images:write');
    await this.requireUploaded(request, owner);
    return this.database.transaction(request, async (transaction) => {
      const product = await this.changes.lock(transaction, params.id, owner);
      refuseRetired(product);
      const { affected } = await transaction.entities.update(ImageRow, { id: params.imageId, state: 'pending' }, { state: 'attached' });
      return affected ? this.changes.changed(transaction, params.id, ['imageUrl']) : this.view.product(product);
    });
  }

  /** Before the transaction, because a transaction waits for no network. */
  private async requireUploaded(request: RequestOf<typeof completeImage>, owner: string | null): Promise<void> {
    const { id, imageId } = request.params;
    const [image] = await this.database.query<{ object_key: string; content_type: string; size_bytes: number; sha256: string }>(
      request,
      'image_of_owner',
      `SELECT i.object_key, i.content_type, i.size_bytes, i.sha256 FROM images i JOIN products p ON p.id = i.product_id
       WHERE i.id = $1 AND i.product_id = $2 AND ($3::text IS NULL OR p.seller_id = $3)`,
      [imageId, id, owner],
    );
    if (image === undefined) throw notFound();
    const facts = await this.objects.facts(bucket, image.object_key);
    if (facts === undefined) throw new Problem(422, 'upload-mismatch', 'no bytes have arrived; put them to uploadUrl first');
    const asAnnounced = facts.sizeBytes === image.size_bytes && facts.sha256 === image.sha256 && facts.contentType === image.content_type;
    if (!asAnnounced) throw new Problem(422, 'upload-mismatch', 'the bytes that have arrived are not those that were announced');
  }

  async show(request: RequestOf<typeof showImage>): Promise<AnswerOf<typeof showImage>> {
    const [image] = await this.database.query<{ object_key: string }>(
      request,
      'image_attached',
      "SELECT object_key FROM images WHERE id = $1 AND product_id = $2 AND state = 'attached'",
      [request.params.imageId, request.params.id],
    );
    if (image === undefined) throw notFound();
    return { url: await this.objects.downloadUrl(bucket, image.object_key, downloadSeconds) };
  }

  /** Forgets what was announced a day ago and never came. */
  @Every(600_000)
  async forgetAbandoned(context: Context): Promise<void> {
    const abandoned = await this.database.query<{ object_key: string }>(
      context,
      'image_abandoned',
      `DELETE FROM images WHERE id IN (SELECT id FROM images WHERE state = 'pending' AND created_at < $1 LIMIT 100) RETURNING object_key`,
      [new Date(this.clock.now().getTime() - day)],
    );
    for (const { object_key } of abandoned) await this.objects.delete(bucket, object_key);
  }
}
