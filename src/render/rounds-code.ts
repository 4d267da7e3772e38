import type { CodeWriter, LateLine } from './code-writer.ts'
import type { UnitCode } from './unit-code.ts'

/** Characters that a streamed page gathers before it hands them out. */
const longestPiece = 16_384

/** The code of a loop around what a round prints. */
interface RoundsCode {
  /** The index of the round's row among the rows that are there. */
  readonly offset: string
  /** Before all rounds; `whole` where all rows must be there. */
  open(writer: CodeWriter, iterable: string, whole: boolean): void
  startRound(writer: CodeWriter): void
  endRound(writer: CodeWriter): void
}

/** The code of a loop whose rows are all there. */
export class WholeList implements RoundsCode {
  readonly #list: string
  readonly offset: string
  readonly #length: string

  constructor(list: string, index: string, length: string) {
    this.#list = list
    this.offset = index
    this.#length = length
  }

  open(writer: CodeWriter, iterable: string): void {
    const list = this.#list
    writer.statement(`let ${list}=${iterable};if(!Array.isArray(${list}))${list}=R.list(${list});`)
    writer.statement(`const ${this.#length}=${list}.length;`)
  }

  startRound(writer: CodeWriter): void {
    writer.statement(`for(let ${this.offset}=0;${this.offset}<${this.#length};${this.offset}++){`)
  }

  endRound(writer: CodeWriter): void {
    writer.statement('}')
  }
}

/**
 * The code of a loop whose rows may still be coming: see RowFeed. It takes rows as they are there, and yields the feed where
 * it can't go on without more of them. For lists it costs a comparison a round.
 */
export class FeedCode implements RoundsCode {
  readonly #list: string
  readonly #index: string
  readonly #length: string
  readonly #feed: string
  readonly #base: string
  readonly #wait: string
  readonly #outermost: boolean
  #whole: LateLine | null = null
  #ahead: LateLine | null = null

  /** `site` is where the loop's list stands, for errors of what is waited for. */
  constructor(unit: UnitCode, list: string, index: string, length: string, site: number, outermost: boolean) {
    this.#list = list
    this.#index = index
    this.#length = length
    this.#feed = unit.name('feed')
    this.#base = unit.name('base')
    this.#outermost = outermost
    this.#wait = `if(o!==""){yield o;o="";}p=${site};${outermost ? 'w=0;' : ''}yield ${this.#feed}`
  }

  get offset(): string {
    return `${this.#index}-${this.#base}`
  }

  /** Finds out what the list is: of a feed, rows are waited for until there is one, or all of them. */
  open(writer: CodeWriter, iterable: string, whole: boolean): void {
    const [list, feed] = [this.#list, this.#feed]
    writer.statement(`let ${list}=${iterable},${feed}=null,${this.#base}=0;if(!Array.isArray(${list})){${feed}=R.feed(${list});`)
    writer.statement(`if(${feed}===null)${list}=R.list(${list});else{while(!${feed}.done&&(${feed}.count===0`)
    this.#whole = writer.late()
    if (whole) this.count()
    writer.statement(`)){${this.#wait}.after(0);}${list}=${feed}.rows;}}`)
    writer.statement(`let ${this.#length}=${feed}===null?${list}.length:${feed}.count;`)
  }

  startRound(writer: CodeWriter): void {
    const [list, index, length, feed] = [this.#list, this.#index, this.#length, this.#feed]
    writer.statement(`for(let ${index}=0;;${index}++){if(${feed}!==null)while(${index}`)
    this.#ahead = writer.late()
    writer.statement(`>=${length}&&!${feed}.done){${this.#wait}.after(${index});`)
    writer.statement(`${list}=${feed}.rows;${this.#base}=${feed}.base;${length}=${feed}.count;}if(${index}>=${length})break;`)
    if (this.#outermost) writer.statement(`w=${index}+1;`)
  }

  endRound(writer: CodeWriter): void {
    writer.statement(`if(o.length>${longestPiece}){yield o;o="";}}`)
    if (this.#outermost) writer.statement('w=0;')
  }

  /** The body asks how many rounds there are. */
  count(): void {
    this.#whole!.parts[0] = '||true'
  }

  /** The body asks whether a round is the last one. */
  lookAhead(): void {
    this.#ahead!.parts[0] = '+1'
  }
}
