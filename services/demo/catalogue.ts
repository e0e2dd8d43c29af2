/** What the shop of the demos sells. */
export const categories: readonly string[] = ['Kitchen', 'Garden', 'Office', 'Books', 'Toys', 'Sports', 'Lamps', 'Travel'];

export const nouns: Readonly<Record<string, readonly string[]>> = {
  Kitchen: ['Mug', 'Teapot', 'Pan', 'Bread knife', 'Bowl'],
  Garden: ['Watering can', 'Spade', 'Flower pot', 'Bird house', 'Bench'],
  Office: ['Notebook', 'Pencil case', 'Desk pad', 'Stapler', 'Calendar'],
  Books: ['Atlas', 'Cook book', 'Novel', 'Field guide', 'Dictionary'],
  Toys: ['Train', 'Kite', 'Puzzle', 'Marble run', 'Doll house'],
  Sports: ['Skipping rope', 'Ball', 'Racket', 'Swim cap', 'Yoga mat'],
  Lamps: ['Desk lamp', 'Lantern', 'Night light', 'Torch', 'Floor lamp'],
  Travel: ['Rucksack', 'Suitcase', 'Bottle', 'Neck pillow', 'Wallet'],
};

export const adjectives: readonly string[] = [
  ...['Blue', 'Red', 'Green', 'Small', 'Large', 'Plain', 'Striped', 'Folding', 'Light', 'Sturdy', 'Wooden', 'Enamel', 'Round', 'Quiet'],
];

export const sellers: readonly string[] = ['Nordlicht', 'Alder and Oak', 'Casa Verde', 'Hummel', 'Little Harbour', 'Tinker'];

/** Title and text of reviews. */
export const opinions: readonly (readonly [string, string])[] = [
  ['Good', 'It does what it should, and it arrived in two days.'],
  ['Better than expected', 'We have used it every day for a month and would buy it again.'],
  ['Fine', 'The colour is a little darker than on the picture. I keep it.'],
  ['A present', 'My sister was very happy with it.'],
];
