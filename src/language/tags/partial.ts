import { TemplateSyntaxError } from '../../error.ts'
import type { Node } from '../../template/ast.ts'
import type { TagParser } from '../../template/tag-syntax.ts'
import { defineTag } from '../tag-definition.ts'

/** One for each name in a template file: a partial may be printed before it is defined. */
interface Partial {
  readonly name: string
  /** Null until its definition is read. */
  body: readonly Node[] | null
  defined: boolean
  /** The partials that it prints. */
  readonly uses: Set<Partial>
}

/** `{% partialdef name %}…{% endpartialdef %}` defines a part of the template; with `inline` it is printed there too. */
export const partialdefTag = defineTag<{ readonly partial: Partial; readonly inline: boolean }>({
  name: 'partialdef',
  parse(parser) {
    const [, name, inline, ...more] = parser.words
    if (!name) throw parser.error("'partialdef' tag requires a name")
    const unknown = more[0] ?? (inline?.text === 'inline' ? undefined : inline)
    if (unknown) throw parser.error(`'partialdef' takes a name and 'inline', not '${unknown.text}'`, unknown.span)
    const partial = partialNamed(parser, name.text)
    if (partial.defined) throw parser.error(`Partial '${name.text}' is already defined in this template.`, name.span)
    partial.defined = true
    const outer = parser.shared.get(current)
    parser.shared.set(current, partial)
    const { nodes, end } = parser.body('endpartialdef')
    parser.shared.set(current, outer)
    if (printsItself(partial))
      throw parser.error(`The partial '${name.text}' prints itself.`, name.span, 'Use {% include %} for what repeats itself.')
    if (end[1] && end[1].text !== name.text) {
      throw parser.error(`endpartialdef closes '${end[1].text}', but '${name.text}' is open`, end[1].span)
    }
    partial.body = nodes
    return { partial, inline: inline !== undefined }
  },
  flow({ partial, inline }, flow) {
    if (inline) flow.visit(partial.body ?? [])
  },
  emit({ partial, inline }, emitter) {
    if (inline) emitter.nodes(partial.body ?? [])
  },
})

/** `{% partial name %}` prints a partial with the variables that are in scope here. */
export const partialTag = defineTag<Partial>({
  name: 'partial',
  parse(parser) {
    const [, name, ...more] = parser.words
    if (!name || more.length > 0) throw parser.error("'partial' tag requires a single argument", parser.span, 'Write {% partial name %}.')
    const partial = partialNamed(parser, name.text)
    const around = parser.shared.get(current) as Partial | undefined
    around?.uses.add(partial)
    return partial
  },
  flow({ body }, flow) {
    flow.visit(body ?? [])
  },
  emit(partial, emitter) {
    const { name, body } = partial
    if (body) emitter.nodes(body)
    else emitter.raw(emitter.call(undefinedPartial, emitter.literal(name)))
  },
})

/** The key of the partial whose body is being parsed. */
const current = 'current partial'

function printsItself(partial: Partial): boolean {
  const seen = new Set<Partial>()
  const queue = [partial]
  for (let next = queue.pop(); next; next = queue.pop()) {
    for (const used of next.uses) {
      if (seen.has(used)) continue
      seen.add(used)
      queue.push(used)
    }
  }
  return seen.has(partial)
}

function partialNamed(parser: TagParser, name: string): Partial {
  const key = `partial ${name}`
  let partial = parser.shared.get(key) as Partial | undefined
  if (!partial) parser.shared.set(key, (partial = { name, body: null, defined: false, uses: new Set() }))
  return partial
}

function undefinedPartial(name: string): never {
  throw new TemplateSyntaxError('render/no-partial', `Partial '${name}' is not defined in this template.`)
}
