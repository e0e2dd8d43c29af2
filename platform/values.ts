import * as z from 'zod';

/** An amount in minor units of its currency (cents; yen), as events carry it. */
export const money = z.object({ amount: z.int(), currency: z.string().length(3) });

/** An amount that somebody pays or gets back: more than nothing. */
export const payable = z.object({ amount: z.int().positive(), currency: z.string().length(3) });
