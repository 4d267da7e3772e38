// Members are written here as applications may write them, good or not.
import { expect, test } from 'vitest'
import { Person, useCrew } from './support/crew.ts'

interface Reference<T> {
  readonly unwrap?: () => T
}
const settled = <T>(value: T & Reference<T>): T => (value.unwrap ? value.unwrap() : value)

class Own extends Person {
  // What JavaScript compares as by `===`.
  get bossIs(): string {
    switch (this.boss) {
      case null:
        return 'none'
      case this.team.unwrap().people[0]:
        return 'first'
      case this.boss?.team.unwrap().people[0]:
        return 'first of the other team'
      default:
        return 'other'
    }
  }
  // Methods of references and collections as values.
  get unwrappedIfReference(): string {
    const either = (value: any): any => (value.unwrap ? value.unwrap() : value)
    return either(this.team).title + either(this.boss ?? this).email
  }
  get unwrappedElsewhere(): string {
    return settled(this.team as unknown as { title: string }).title
  }
  get unwrapTaken(): string {
    const { unwrap } = this.team
    return typeof unwrap === 'function' ? unwrap.call(this.team).title : '-'
  }
  get itemsIfCollection(): string {
    const list = this.tags
    const items = list.getItems ? list.getItems() : list
    return items.map(({ label }) => label).join()
  }
  get itemsBound(): string {
    const items = this.tags.getItems.bind(this.tags)
    return items()
      .map(({ color }) => color)
      .join()
  }
  // Names that are computed.
  get lastByPlace(): string {
    const { length, [length - 1]: last } = this.tags.getItems()
    return `${length} ${last?.color}`
  }
  get alongWays(): string {
    const along = (from: any, ...names: string[]): any => names.reduce((at, name) => at?.[name], from)
    return `${along(this, 'boss', 'tags', 'length')} ${along(this, 'email')}`
  }
  // Iterators that are what is iterated.
  get line(): string {
    let at: Person | null = this.reports[0]?.boss ?? null
    const iterator = {
      next() {
        const value = at
        at = at?.boss ?? null
        return { done: !value, value: value! }
      },
      [Symbol.iterator]() {
        return this
      },
    }
    return Array.from(iterator, ({ email }) => email).join()
  }
  get lineByClass(): string {
    class Line {
      at: Person | null
      constructor(at: Person) {
        this.at = at
      }
      next() {
        const value = this.at
        this.at = value?.boss ?? null
        return { done: !value, value: value! }
      }
      [Symbol.iterator]() {
        return this
      }
    }
    let all = ''
    for (const { email } of new Line(this)) all += email
    return all
  }
}

const { crew, loaded } = useCrew(Own)

const getters = Array.from(String(Own).matchAll(/^ {2}get (\w+)\(/gm), ([, name]) => name!)

test.each(getters)('%s', async (name) => {
  const { html } = await crew.render(`{{ p.${name}|safe }}`)
  expect(html).toBe(loaded.map((one) => `${String(Reflect.get(one, name))}\n`).join(''))
})
