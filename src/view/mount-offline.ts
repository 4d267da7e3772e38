import type { Djust } from '../engine/djust.ts'
import type { AskedQuery } from '../load/offline.ts'
import type { ConfiguredView, ViewSample } from './define-config.ts'
import type { LiveView } from './live-view.ts'
import { emptyRequest, mountView } from './render-view.ts'

/** A view that was mounted without a database. */
export interface OfflineMount {
  /** null where the class or its `mount` failed. */
  readonly view: LiveView | null
  /** What the template gets, as far as it is known: what was set before `mount` failed. */
  readonly context: Readonly<Record<string, unknown>>
  /** Whether `mount` came to its end. */
  readonly complete: boolean
  /** How many awaited queries were answered from the sample. */
  readonly answered: number
  /** The query that was awaited and not answered. */
  readonly refused: AskedQuery | null
  readonly error: unknown
}

export function sampleOf(configured: ConfiguredView): ViewSample {
  return typeof configured === 'function' ? { view: configured } : configured
}

/** Mounts a view with its sample request and hands it to `body`, all where no statement reaches the database. */
export async function mountOffline<T>(djust: Djust, configured: ConfiguredView, body: (mounted: OfflineMount) => Promise<T>): Promise<T> {
  const { view: View, request, awaits = [] } = sampleOf(configured)
  let answered = 0
  let refused: AskedQuery | null = null
  const answer = (asked: AskedQuery): unknown => {
    if (asked.gives !== 'statement' && answered < awaits.length) return awaits[answered++]
    refused ??= asked
    return undefined
  }
  const all = async (): Promise<T> => {
    let view: LiveView | null = null
    let context: Readonly<Record<string, unknown>> = {}
    let error: unknown
    let complete = false
    try {
      await mountView(View, emptyRequest(request), (made) => (view = made))
      complete = true
    } catch (cause) {
      error = cause
    }
    try {
      if (view) context = await contextOf(view)
    } catch (cause) {
      complete = false
      error ??= cause
    }
    return body({ view, context, complete, answered, refused, error })
  }
  return djust.inRequestContext(() => (djust.database ? djust.database.loader.offline(answer, all) : all()))
}

function contextOf(view: LiveView): Record<string, unknown> | Promise<Record<string, unknown>> {
  return view.getContextData()
}
