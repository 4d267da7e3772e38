import { TemplateSyntaxError } from '../../error.ts'
import type { Expression } from '../../template/ast.ts'
import { toFloat, toInteger } from '../../value/to-number.ts'
import { defineTag } from '../tag-definition.ts'

interface WidthRatio {
  readonly value: Expression
  readonly most: Expression
  readonly width: Expression
  readonly as: string | null
}

/** `{% widthratio value max width as name %}`: `value / max * width`, rounded. */
export const widthratioTag = defineTag<WidthRatio>({
  name: 'widthratio',
  parse(parser) {
    const [, value, most, width, as, name] = parser.words
    if (!value || !most || !width || (parser.words.length !== 4 && parser.words.length !== 6)) {
      throw parser.error('widthratio takes at least three arguments')
    }
    if (as && as.text !== 'as') throw parser.error("Invalid syntax in widthratio tag. Expecting 'as' keyword", as.span)
    const expressions = { value: parser.expression(value), most: parser.expression(most), width: parser.expression(width) }
    return { ...expressions, as: name ? parser.bind(name.text) : null }
  },
  flow({ value, most, width, as }, flow) {
    for (const expression of [value, most, width]) flow.output(flow.evaluate(expression))
    if (as !== null) flow.bind(as, { kind: 'scalar' })
  },
  emit({ value, most, width, as }, emitter) {
    const text = emitter.call(ratio, emitter.value(value), emitter.value(most), emitter.value(width))
    if (as === null) emitter.raw(text)
    else emitter.set(as, text)
  },
})

function ratio(value: unknown, most: unknown, width: unknown): string {
  const widest = toInteger(width)
  if (widest === undefined) throw new TemplateSyntaxError('render/widthratio', 'widthratio final argument must be a number')
  const [part, whole] = [toFloat(value), toFloat(most)]
  if (part === undefined || whole === undefined) return ''
  if (whole === 0) return '0'
  const result = (part / whole) * Number(widest)
  return Number.isFinite(result) ? String(roundHalfToEven(result)) : ''
}

function roundHalfToEven(value: number): bigint {
  const floor = Math.floor(value)
  const rest = value - floor
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0)
  return BigInt(up ? floor + 1 : floor)
}
