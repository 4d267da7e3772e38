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
}

const { crew, loaded } = useCrew(Own)

const getters = Array.from(String(Own).matchAll(/^ {2}get (\w+)\(/gm), ([, name]) => name!)

test.each(getters)('%s', async (name) => {
  const { html } = await crew.render(`{{ p.${name}|safe }}`)
  expect(html).toBe(loaded.map((one) => `${String(Reflect.get(one, name))}\n`).join(''))
})
