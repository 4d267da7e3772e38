import { DjustError } from '../../error.ts'
import type { TagRuntime } from '../../render/runtime.ts'
import type { TagEmitter } from '../../render/tag-code.ts'
import type { Expression, Node } from '../../template/ast.ts'
import { toText } from '../../value/to-text.ts'
import { defineTag } from '../tag-definition.ts'

/** `{% localtime off %}…{% endlocaltime %}`: whether instants are shown in the page's zone, or as they come. */
export const localtimeTag = defineTag<{ readonly on: boolean; readonly body: readonly Node[] }>({
  name: 'localtime',
  parse(parser) {
    const [, setting, ...more] = parser.words
    if (more.length > 0 || (setting && setting.text !== 'on' && setting.text !== 'off')) {
      throw parser.error("'localtime' argument should be 'on' or 'off'", setting?.span)
    }
    return { on: setting?.text !== 'off', body: parser.body('endlocaltime').nodes }
  },
  flow: ({ body }, flow) => flow.visit(body),
  emit({ on, body }, emitter) {
    const restore = emitter.constantOf(emitter.call(setLocaltime, emitter.runtime, emitter.literal(on)))
    emitBody(restore, body, emitter)
  },
})

/** `{% timezone "Europe/Paris" %}…{% endtimezone %}`: shows instants in that zone; None is the engine's own. */
export const timezoneTag = defineTag<{ readonly zone: Expression; readonly body: readonly Node[] }>({
  name: 'timezone',
  parse(parser) {
    const [, zone, ...more] = parser.words
    if (!zone || more.length > 0)
      throw parser.error("'timezone' takes one argument (timezone)", parser.span, 'Write {% timezone "Europe/Paris" %}.')
    return { zone: parser.expression(zone), body: parser.body('endtimezone').nodes }
  },
  flow({ zone, body }, flow) {
    flow.output(flow.evaluate(zone))
    flow.visit(body)
  },
  emit({ zone, body }, emitter) {
    const restore = emitter.constantOf(emitter.call(setZone, emitter.runtime, emitter.value(zone)))
    emitBody(restore, body, emitter)
  },
})

/** `{% get_current_timezone as name %}` */
export const getCurrentTimezoneTag = defineTag<string>({
  name: 'get_current_timezone',
  parse(parser) {
    const [, as, name, ...more] = parser.words
    if (as?.text !== 'as' || !name || more.length > 0) {
      throw parser.error("'get_current_timezone' requires 'as variable'", parser.span, 'Write {% get_current_timezone as zone %}.')
    }
    return parser.bind(name.text)
  },
  flow: (name, flow) => flow.bind(name, { kind: 'scalar' }),
  emit(name, emitter) {
    emitter.set(name, emitter.call(currentZone, emitter.runtime))
  },
})

function emitBody(restore: Parameters<TagEmitter['print']>[0], body: readonly Node[], emitter: TagEmitter): void {
  emitter.ensure(emitter.call(run, restore), () => emitter.nodes(body))
}

function run(restore: () => void): void {
  restore()
}

function setLocaltime(runtime: TagRuntime, on: boolean): () => void {
  return runtime.changeSettings({ localtime: on })
}

function setZone(runtime: TagRuntime, zone: unknown): () => void {
  const timeZone = zone === null ? runtime.ownTimeZone : toText(zone, runtime.settings)
  if (!runtime.settings.zones.find(timeZone)) {
    throw new DjustError('render/time-zone', `"${timeZone}" is not a time zone`, {
      hint: 'Use an IANA name such as "Europe/Berlin" or "UTC".',
    })
  }
  return runtime.changeSettings({ timeZone, plainTimeZone: runtime.ownTimeZone })
}

function currentZone({ settings }: TagRuntime): string {
  return settings.timeZone
}
