/** What MikroORM's `wrap` has for entities and no row of a page has: the whole row as plain data. */
export const entityMethods: ReadonlySet<string> = new Set(['toObject', 'toPOJO', 'serialize'])
