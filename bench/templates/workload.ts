import type { EngineName } from './engines.ts'

/** Templates by name; `page` is the one that is rendered. */
export type Sources = Readonly<Record<string, string>> & { readonly page: string }

/** The values of a page, and functions that engines without such filters call. */
export type Data = Readonly<Record<string, unknown>> & { readonly helpers: Readonly<Record<string, (...values: never[]) => unknown>> }

export interface Workload<Values extends Data = Data> {
  readonly name: string
  readonly data: Values
  /** The page as a template literal by hand. */
  readonly floor: (data: Values, shortDate: (date: Date) => string) => string
  readonly hasDates?: boolean
  /** Engines without an entry have no words for it. */
  readonly sources: Readonly<Partial<Record<EngineName, Sources>>>
}

/** A workload as a list of such takes it, its values' type checked against its floor. */
export function workload<Values extends Data>(definition: Workload<Values>): Workload {
  const { data, floor } = definition
  return { ...definition, data, floor: (_, date) => floor(data, date) }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Sep 05, 2025`, in UTC: the filter `date:"M d, Y"`. */
export function shortDate(date: Date): string {
  const day = date.getUTCDate()
  return `${months[date.getUTCMonth()]} ${day < 10 ? `0${day}` : day}, ${date.getUTCFullYear()}`
}

/** The same, the text of a day made once. */
export function rememberedShortDate(): (date: Date) => string {
  const texts = new Map<number, string>()
  return (date) => {
    const day = Math.floor(date.getTime() / 86_400_000)
    let text = texts.get(day)
    if (text === undefined) texts.set(day, (text = shortDate(date)))
    return text
  }
}
