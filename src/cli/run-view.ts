import { DjustError } from '../error.ts'
import { placeInStack } from '../engine/place-in-stack.ts'
import type { Djust } from '../engine/djust.ts'
import type { ViewSample } from '../view/define-config.ts'

/** Runs `body` in a request of the application; what the view's own code throws comes with its place in that code. */
export async function runView<T>(djust: Djust, { view }: ViewSample, body: () => Promise<T>): Promise<T> {
  try {
    return await djust.inRequestContext(body)
  } catch (cause) {
    if (cause instanceof DjustError) throw cause
    const [message] = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)
    throw new DjustError('check/mount-failed', `${view.name} failed: ${message}`, { span: placeInStack(cause), cause })
  }
}
