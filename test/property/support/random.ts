import type * as fc from 'fast-check'

/** Choices from fast-check's source of randomness, so that a seed gives the same case again. */
export class Random {
  readonly #source: fc.Random

  constructor(source: fc.Random) {
    this.#source = source
  }

  /** Both ends included. */
  int(min: number, max: number): number {
    return this.#source.nextInt(min, max)
  }

  chance(percent: number): boolean {
    return this.int(1, 100) <= percent
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('nothing to choose from')
    return items[this.int(0, items.length - 1)]!
  }

  /** A random part of the items, in their order. */
  some<T>(items: readonly T[], percent = 50): T[] {
    return items.filter(() => this.chance(percent))
  }

  times<T>(min: number, max: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.int(min, max) }, (_, index) => make(index))
  }

  /** Calls one of the functions by weight; those that give undefined can't be used here and another one is tried. */
  choose<T>(options: readonly (readonly [weight: number, make: () => T | undefined])[]): T | undefined {
    const left = [...options]
    while (left.length > 0) {
      let at = this.int(
        1,
        left.reduce((sum, [weight]) => sum + weight, 0),
      )
      const index = left.findIndex(([weight]) => (at -= weight) <= 0)
      const made = left[index]![1]()
      if (made !== undefined) return made
      left.splice(index, 1)
    }
    return undefined
  }
}
