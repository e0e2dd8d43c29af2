import { Controller } from '@nestjs/common';
import { type RequestOf, Route } from '#kit';
import { type ExportJob, requestExport, showExport } from './export-routes';
import { Exports } from './exports';

@Controller()
export class ExportController {
  constructor(private readonly exports: Exports) {}

  @Route(requestExport)
  request(request: RequestOf<typeof requestExport>): Promise<ExportJob> {
    return this.exports.request(request);
  }

  @Route(showExport)
  show(request: RequestOf<typeof showExport>): Promise<ExportJob> {
    return this.exports.show(request);
  }
}
