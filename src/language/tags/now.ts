import type { TagRuntime } from '../../render/runtime.ts'
import { compileDateFormat } from '../../value/date-format.ts'
import { dateValueOf } from '../../value/date-value.ts'
import { defineTag } from '../tag-definition.ts'

/** `{% now "Y-m-d" as name %}`: the time of the engine's clock in its zone. */
export const nowTag = defineTag<{ readonly format: string; readonly as: string | null }>({
  name: 'now',
  parse(parser) {
    const words = parser.words.slice(1)
    const named = words.length === 3 && words[1]?.text === 'as'
    const [format] = words
    if (!format || words.length !== (named ? 3 : 1))
      throw parser.error("'now' statement takes one argument", parser.span, 'Write {% now "Y-m-d" %}.')
    return { format: format.text.slice(1, -1), as: named ? parser.bind(words[2]?.text ?? '') : null }
  },
  flow({ as }, flow) {
    if (as !== null) flow.bind(as, { kind: 'scalar' })
  },
  emit({ format, as }, emitter) {
    const text = emitter.call(formatNow, emitter.runtime, emitter.constant(compileDateFormat(format || 'DATE_FORMAT')))
    if (as === null) emitter.raw(text)
    else emitter.set(as, text)
  },
})

function formatNow({ settings }: TagRuntime, format: ReturnType<typeof compileDateFormat>): string {
  const now = dateValueOf(settings.now(), settings)
  return now ? (format(now, settings) ?? '') : ''
}
