import type { Request } from 'djust'
import type { Choices } from './models/choices.ts'

/** A query that a list page can be cut out of. */
export interface Sliceable {
  count(): PromiseLike<number>
  slice(start: number, end: number): this
}

export interface PageLink {
  readonly number: number
  /** Empty for a gap in the numbers. */
  readonly url: string
  readonly current: boolean
}

export interface Select {
  readonly name: string
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string; readonly chosen: boolean }[]
}

/** The search, the filters and the page of a list, all of which live in the query string: links can be shared and no script is needed. */
export class Listing {
  readonly path: string
  readonly term: string
  readonly selects: Select[] = []
  /** Whether the list shows less than, or other than, what it shows unasked. */
  filtered: boolean
  readonly request: Request

  constructor(request: Request) {
    this.request = request
    this.path = new URL(request.url, 'http://localhost').pathname
    this.term = (request.query['q'] ?? '').trim().slice(0, 80)
    this.filtered = this.term !== ''
  }

  /** Adds a select box and gives what is chosen in it: one of the keys, the first where the query string names none. */
  select<Name extends string>(name: string, label: string, choices: Readonly<Record<Name, string>>): Name {
    const keys = Object.keys(choices) as Name[]
    const first = keys[0] as Name
    const chosen = keys.find((key) => key === this.request.query[name]) ?? first
    if (chosen !== first) this.filtered = true
    this.selects.push({
      name,
      label,
      options: keys.map((value) => ({ value, label: (choices as Choices)[value] ?? value, chosen: value === chosen })),
    })
    return chosen
  }

  /** Counts the rows, which takes a statement, and says which of them the asked page holds. A number too high means the last page. */
  async page(query: Sliceable, size: number): Promise<Page> {
    return new Page(await query.count(), size, Number(this.request.query['page'] ?? 1), (number) => this.urlOfPage(number))
  }

  private urlOfPage(number: number): string {
    const params = new URLSearchParams(this.request.query)
    if (number === 1) params.delete('page')
    else params.set('page', String(number))
    return params.size === 0 ? this.path : `${this.path}?${params.toString()}`
  }
}

/** One page of a list: which rows, and the links to the others. */
export class Page {
  readonly total: number
  readonly number: number
  readonly pages: number
  /** The first and last row, from 1; both 0 in an empty list. */
  readonly from: number
  readonly to: number
  readonly links: readonly PageLink[]
  readonly previous: string
  readonly next: string
  readonly size: number

  constructor(total: number, size: number, asked: number, urlOf: (number: number) => string) {
    this.total = total
    this.size = size
    this.pages = Math.max(1, Math.ceil(total / size))
    this.number = Math.min(this.pages, Math.max(1, Number.isInteger(asked) ? asked : 1))
    this.from = total === 0 ? 0 : (this.number - 1) * size + 1
    this.to = Math.min(total, this.number * size)
    this.previous = this.number > 1 ? urlOf(this.number - 1) : ''
    this.next = this.number < this.pages ? urlOf(this.number + 1) : ''
    this.links = numbersAround(this.number, this.pages).map((number) => ({
      number,
      url: number === 0 ? '' : urlOf(number),
      current: number === this.number,
    }))
  }

  /** The rows of this page. */
  of<Query extends Sliceable>(query: Query): Query {
    return query.slice((this.number - 1) * this.size, this.number * this.size)
  }
}

/** First, last, and the neighbours of the current page; 0 stands for a gap. */
function numbersAround(current: number, pages: number): number[] {
  const numbers: number[] = []
  for (let number = 1; number <= pages; number++) {
    if (number === 1 || number === pages || Math.abs(number - current) <= 1) numbers.push(number)
    else if (numbers.at(-1) !== 0) numbers.push(0)
  }
  return numbers
}
