import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { addImage, completeImage, showImage } from './image-routes';
import { Images } from './images';
import type { Product } from './routes';

@Controller()
export class ImageController {
  constructor(private readonly images: Images) {}

  @Route(addImage)
  add(request: RequestOf<typeof addImage>): Promise<AnswerOf<typeof addImage>> {
    return this.images.add(request);
  }

  @Route(completeImage)
  complete(request: RequestOf<typeof completeImage>): Promise<Product> {
    return this.images.complete(request);
  }

  @Route(showImage)
  show(request: RequestOf<typeof showImage>): Promise<AnswerOf<typeof showImage>> {
    return this.images.show(request);
  }
}
