import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Clients } from './clients';
import { Funnels } from './funnels';
import { Ingest } from './ingest';
import { Reports } from './reports';
import { getFunnel, getRealtime, getSummary, getTimeseries, getTop, takeEvents, takeEventsAtRoot } from './routes';

@Controller()
export class AnalyticsController {
  constructor(
    private readonly clients: Clients,
    private readonly funnels: Funnels,
    private readonly ingest: Ingest,
    private readonly reports: Reports,
  ) {}

  @Route(takeEvents)
  take(request: RequestOf<typeof takeEvents>): Promise<AnswerOf<typeof takeEvents>> {
    return this.ingest.take(request);
  }

  @Route(takeEventsAtRoot)
  takeAtRoot(request: RequestOf<typeof takeEventsAtRoot>): Promise<AnswerOf<typeof takeEventsAtRoot>> {
    return this.ingest.take(request);
  }

  @Route(getSummary)
  summary(request: RequestOf<typeof getSummary>): Promise<AnswerOf<typeof getSummary>> {
    this.clients.count(request.caller);
    return this.reports.summary(request);
  }

  @Route(getTimeseries)
  timeseries(request: RequestOf<typeof getTimeseries>): Promise<AnswerOf<typeof getTimeseries>> {
    this.clients.count(request.caller);
    return this.reports.timeseries(request);
  }

  @Route(getFunnel)
  funnel(request: RequestOf<typeof getFunnel>): Promise<AnswerOf<typeof getFunnel>> {
    this.clients.count(request.caller);
    return this.funnels.count(request);
  }

  @Route(getTop)
  top(request: RequestOf<typeof getTop>): Promise<AnswerOf<typeof getTop>> {
    this.clients.count(request.caller);
    return this.reports.top(request);
  }

  @Route(getRealtime)
  realtime(request: RequestOf<typeof getRealtime>): Promise<AnswerOf<typeof getRealtime>> {
    this.clients.count(request.caller);
    return this.reports.realtime(request);
  }
}
