/**
 * An object may carry, under this symbol, a function for each name whose value a template must see as another type
 * than JavaScript code does: a date column is ISO text for the entity's methods and a PlainDate for `|date`.
 */
export const templateFields: unique symbol = Symbol.for('djust.templateFields')

export type TemplateFields = Readonly<Record<string, (value: unknown) => unknown>>
