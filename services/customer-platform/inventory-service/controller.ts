import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Adjustments } from './adjustments';
import { Levels } from './levels';
import { Movements } from './movements';
import { ReservationView } from './reservation-view';
import { adjust, changeShelf, getLevel, getLevels, getReservation, type Level, listMovements, type Movement } from './routes';

@Controller()
export class InventoryController {
  constructor(
    private readonly levels: Levels,
    private readonly adjustments: Adjustments,
    private readonly movements: Movements,
    private readonly reservations: ReservationView,
  ) {}

  @Route(getLevels)
  several(request: RequestOf<typeof getLevels>): Promise<AnswerOf<typeof getLevels>> {
    return this.levels.several(request);
  }

  @Route(getLevel)
  one(request: RequestOf<typeof getLevel>): Promise<Level> {
    return this.levels.one(request);
  }

  @Route(adjust)
  adjust(request: RequestOf<typeof adjust>): Promise<Movement> {
    return this.adjustments.adjust(request);
  }

  @Route(listMovements)
  listMovements(request: RequestOf<typeof listMovements>): Promise<AnswerOf<typeof listMovements>> {
    return this.movements.list(request);
  }

  @Route(changeShelf)
  change(request: RequestOf<typeof changeShelf>): Promise<AnswerOf<typeof changeShelf>> {
    return this.adjustments.change(request);
  }

  @Route(getReservation)
  reservation(request: RequestOf<typeof getReservation>): Promise<AnswerOf<typeof getReservation>> {
    return this.reservations.get(request);
  }
}
