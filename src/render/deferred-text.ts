/**
 * Text that is not there yet when a page is rendered: what asynchronous tags return. Rendering stays synchronous: it puts a
 * mark where the text belongs, and the marks are replaced once all of it is there. A mark can't be forged by what a page
 * prints: it holds a number that is new for each rendering.
 */
export class DeferredTexts {
  private key = ''
  private readonly texts: Promise<string>[] = []

  /** The mark that stands for the text. */
  add(text: Promise<string>): string {
    // Digits only: filters around a tag may change letters.
    this.key ||= crypto.getRandomValues(new Uint32Array(4)).join('')
    // A failure is reported by `fill`, also where something else fails first.
    text.catch(() => undefined)
    this.texts.push(text)
    return `\uE000${this.key}:${this.texts.length - 1}\uE001`
  }

  get isEmpty(): boolean {
    return this.texts.length === 0
  }

  /** Whether text that is to be kept for later pages holds a mark of this one. */
  isIn(text: string): boolean {
    return !this.isEmpty && text.includes(this.key)
  }

  /** The page, or a piece of it, with every text in its place. */
  async fill(page: string): Promise<string> {
    await Promise.all(this.texts)
    return await this.complete(page)
  }

  /** Text that a page is to hold, with what belongs into it. */
  async complete(text: string): Promise<string> {
    const parts = text.split(new RegExp(`\uE000${this.key}:(\\d+)\uE001`))
    return (await Promise.all(parts.map(async (part, i) => (i % 2 === 0 ? part : await this.texts[Number(part)])))).join('')
  }
}
