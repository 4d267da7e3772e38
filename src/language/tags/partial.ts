import { TemplateSyntaxError } from '../../error.ts'
import type { TemplatePart } from '../../template/ast.ts'
import { defineTag } from '../tag-definition.ts'

/** `{% partialdef name %}…{% endpartialdef %}` defines a part of the template; with `inline` it is printed there too. */
export const partialdefTag = defineTag<{ readonly part: TemplatePart; readonly inline: boolean }>({
  name: 'partialdef',
  parse(parser) {
    const [, name, inline, ...more] = parser.words
    if (!name) throw parser.error("'partialdef' tag requires a name")
    const unknown = more[0] ?? (inline?.text === 'inline' ? undefined : inline)
    if (unknown) throw parser.error(`'partialdef' takes a name and 'inline', not '${unknown.text}'`, unknown.span)
    const defined = parser.definePart(name.text, 'endpartialdef')
    if (!defined) throw parser.error(`Partial '${name.text}' is already defined in this template.`, name.span)
    const { part, end } = defined
    if (end[1] && end[1].text !== name.text) {
      throw parser.error(`endpartialdef closes '${end[1].text}', but '${name.text}' is open`, end[1].span)
    }
    return { part, inline: inline !== undefined }
  },
  flow({ part, inline }, flow) {
    if (inline) flow.visit(part.nodes ?? [])
  },
  emit({ part, inline }, emitter) {
    if (inline) emitter.nodes(part.nodes ?? [])
  },
})

/** `{% partial name %}` prints a partial with the variables that are in scope here. */
export const partialTag = defineTag<TemplatePart>({
  name: 'partial',
  parse(parser) {
    const [, name, ...more] = parser.words
    if (!name || more.length > 0) throw parser.error("'partial' tag requires a single argument", parser.span, 'Write {% partial name %}.')
    return parser.part(name.text)
  },
  flow(part, flow) {
    flow.part(part)
  },
  emit(part, emitter) {
    if (part.nodes) emitter.part(part)
    else emitter.raw(emitter.call(undefinedPartial, emitter.literal(part.name)))
  },
})

function undefinedPartial(name: string): never {
  throw new TemplateSyntaxError('render/no-partial', `Partial '${name}' is not defined in this template.`)
}
