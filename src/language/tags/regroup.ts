import type { Value } from '../../access/value.ts'
import type { Expression } from '../../template/ast.ts'
import { isEqual } from '../../value/compare.ts'
import { NamedTuple, tupleNames } from '../../value/tuple.ts'
import { toList } from '../../value/iterate.ts'
import { defineTag } from '../tag-definition.ts'

interface Regroup {
  readonly list: Expression
  /** Reads the attribute of an item that is bound to `as`. */
  readonly key: Expression
  readonly as: string
}

/** `{% regroup list by attribute as name %}`: neighbours with the same attribute, as `grouper` and `list`. */
export const regroupTag = defineTag<Regroup>({
  name: 'regroup',
  parse(parser) {
    const [, list, by, attribute, as, name, ...more] = parser.words
    if (!list || !by || !attribute || !as || !name || more.length > 0) {
      throw parser.error("'regroup' tag takes five arguments", parser.span, 'Write {% regroup list by attribute as name %}.')
    }
    if (by.text !== 'by') throw parser.error("second argument to 'regroup' tag must be 'by'", by.span)
    if (as.text !== 'as') throw parser.error("next-to-last argument to 'regroup' tag must be 'as'", as.span)
    const { start, end } = attribute.span
    const key = { text: `${name.text}.${attribute.text}`, span: { start: start - name.text.length - 1, end } }
    return { list: parser.expression(list), key: parser.expression(key), as: parser.bind(name.text) }
  },
  flow({ list, key, as }, flow) {
    const items = flow.evaluate(list)
    const element = flow.iterate(items)
    let grouper: Value = { kind: 'scalar' }
    flow.scope(() => {
      flow.bind(as, element)
      grouper = flow.evaluate(key)
      flow.compare(grouper)
    })
    const members: Value = { kind: 'sequence', element }
    const parts = new Map<string, Value>([
      ['grouper', grouper],
      ['list', members],
      ['0', grouper],
      ['1', members],
    ])
    flow.bind(as, { kind: 'sequence', element: { kind: 'struct', parts, closed: 'a group of {% regroup %}' } })
  },
  emit({ list, key, as }, emitter) {
    const items = emitter.constantOf(emitter.value(list, { ignoreFailures: true }))
    const keys = emitter.map(items, as, key)
    emitter.set(as, emitter.call(groups, items, keys))
  },
})

const groupNames = { type: 'GroupedResult', fields: ['grouper', 'list'] }

/** One group: also a pair, for `{% for key, items in groups %}`. */
class Group extends NamedTuple {
  readonly grouper: unknown
  readonly list: readonly unknown[]

  constructor(grouper: unknown, list: readonly unknown[]) {
    super(grouper, list)
    this.grouper = grouper
    this.list = list
  }

  override get [tupleNames](): typeof groupNames {
    return groupNames
  }
}

function groups(list: unknown, keys: readonly unknown[]): readonly Group[] {
  const found: { readonly key: unknown; readonly items: unknown[] }[] = []
  let last: (typeof found)[number] | undefined
  const items = toList(list)
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    if (last && isEqual(last.key, keys[i])) last.items.push(item)
    else found.push((last = { key: keys[i], items: [item] }))
  }
  return found.map(({ key, items }) => new Group(key, items))
}
