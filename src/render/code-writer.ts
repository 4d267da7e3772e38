/** A line that is filled in later: declarations that are only known once the code after them is written. */
export class LateLine {
  readonly parts: string[] = []

  toString(): string {
    return this.parts.join('')
  }
}

const longestRun = 40
/** Pieces that a case may print to be part of the run around it. */
const longestChoice = 10

interface Piece {
  readonly out: string
  readonly text: string | null
  readonly code: string
  readonly isString: boolean
}

/** A statement that does not read what is printed. */
class QuietStatement {
  readonly code: string
  readonly isExpression: boolean

  constructor(code: string, isExpression: boolean) {
    this.code = code
    this.isExpression = isExpression
  }
}

type Item = string | LateLine | QuietStatement | Piece

/** Something that is written where its test holds and none before it did; the last may have none. */
export interface Choice {
  readonly test: string | null
  readonly emit: () => void
}

/**
 * Collects generated statements. What is printed between two statements is written as one `o+=a+b+c`: neighbouring static
 * text becomes one literal, and cases that only print become a conditional expression.
 */
export class CodeWriter {
  private items: Item[] = []
  private out = 'o'

  /** Whether what is printed goes to the page itself, not into a variable of some tag. */
  get isMain(): boolean {
    return this.out === 'o'
  }

  /** Static text to print. */
  text(text: string): void {
    if (text !== '') this.items.push({ out: this.out, text, code: '', isString: true })
  }

  /** An expression to print: of type string, or a number, whose digits are printed. */
  print(code: string, isString = true): void {
    this.items.push({ out: this.out, text: null, code, isString })
  }

  statement(code: string): void {
    this.items.push(code)
  }

  /** `const name=value`, where the value is nothing that is being printed. */
  constant(name: string, value: string): void {
    this.items.push(new QuietStatement(`const ${name}=${value}`, false))
  }

  /** The same for a variable that is there. */
  assign(name: string, value: string): void {
    this.items.push(new QuietStatement(`${name}=${value}`, true))
  }

  /** `if … else if … else`. */
  choose(cases: readonly Choice[]): void {
    const { items } = this
    const bodies = cases.map(({ test, emit }) => {
      this.items = []
      emit()
      return { test, items: this.items }
    })
    this.items = items
    const choice = this.choiceCode(bodies)
    if (choice !== null) {
      this.print(choice)
      return
    }
    bodies.forEach(({ test, items: body }, i) => {
      const keyword = i === 0 ? '' : '}else '
      this.statement(test === null ? `${keyword}{` : `${keyword}if(${test}){`)
      items.push(...body)
    })
    this.statement('}')
  }

  /** The cases as one expression, where all that they do is to print a little to where the code around them prints. */
  private choiceCode(cases: readonly { readonly test: string | null; readonly items: readonly Item[] }[]): string | null {
    let code = cases.at(-1)?.test === null ? '' : '""'
    for (const { test, items } of cases.toReversed()) {
      if (items.length > longestChoice) return null
      const pieces: Piece[] = []
      const assignments: string[] = []
      for (const item of items) {
        if (item instanceof QuietStatement) {
          if (!item.isExpression || pieces.length > 0) return null
          assignments.push(`${item.code},`)
        } else if (typeof item === 'string' || item instanceof LateLine || item.out !== this.out) return null
        else pieces.push(item)
      }
      const printed = pieces.length === 0 ? '""' : concatenation(joinTexts(pieces))
      const text = assignments.length === 0 ? printed : `(${assignments.join('')}${printed})`
      code = test === null ? text : `${test}?${text}:${code}`
    }
    return `(${code})`
  }

  late(): LateLine {
    const line = new LateLine()
    this.items.push(line)
    return line
  }

  /** Sends what is printed to another variable until `emit` is done. */
  redirect(variable: string, emit: () => void): void {
    const outer = this.out
    this.out = variable
    emit()
    this.out = outer
  }

  /** Writes what `emit` emits as text of its own, for a function that prints to `variable`. */
  separate(variable: string, emit: () => void): string {
    const { items } = this
    this.items = []
    this.redirect(variable, emit)
    const code = this.toString()
    this.items = items
    return code
  }

  toString(): string {
    const lines: string[] = []
    let run: Piece[] = []
    const flush = (): void => {
      const [first] = run
      if (first) lines.push(`${first.out}+=${concatenation(joinTexts(run))};`)
      run = []
    }
    for (const item of this.items) {
      if (item instanceof QuietStatement) {
        // Only static text moves behind it: code may read or change the same things.
        if (!run.every(({ out, text }) => out === 'o' && text !== null)) flush()
        lines.push(`${item.code};`)
        continue
      }
      if (typeof item === 'string' || item instanceof LateLine) {
        const line = String(item)
        if (line === '') continue
        flush()
        lines.push(line)
        continue
      }
      const [first] = run
      if (first && (first.out !== item.out || run.length >= longestRun)) flush()
      run.push(item)
    }
    flush()
    return lines.join('\n')
  }
}

function joinTexts(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if (typeof piece.text === 'string' && typeof last?.text === 'string')
      joined[joined.length - 1] = { ...last, text: last.text + piece.text }
    else joined.push(piece)
  }
  return joined
}

function concatenation(pieces: readonly Piece[]): string {
  // Two numbers at the front would be added, and one alone would stay a number.
  const start = pieces[0]?.isString ? '' : '""+'
  return start + pieces.map(({ text, code }) => (text === null ? code : quote(text))).join('+')
}

/** Any text as a JavaScript string literal. It can't end the literal, the line or the script. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
