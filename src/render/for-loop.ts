/** `forloop` as an object, for code that can't be compiled to plain variables. */
export class ForLoop {
  /** Of a loop whose rows are still coming: those that are there, so that `last` is right. */
  length: number
  readonly parentloop: unknown
  counter0 = 0
  private memos: Map<unknown, Memo> | null = null

  constructor(length: number, parentloop: unknown) {
    this.length = length
    this.parentloop = parentloop
  }

  get counter(): number {
    return this.counter0 + 1
  }

  get revcounter(): number {
    return this.length - this.counter0
  }

  get revcounter0(): number {
    return this.length - this.counter0 - 1
  }

  get first(): boolean {
    return this.counter0 === 0
  }

  get last(): boolean {
    return this.counter0 === this.length - 1
  }

  /** What a tag remembers as long as the loop runs. */
  memo(key: unknown): Memo {
    this.memos ??= new Map()
    let memo = this.memos.get(key)
    if (!memo) this.memos.set(key, (memo = new Memo()))
    return memo
  }
}

export class Memo {
  value: unknown = undefined
}
