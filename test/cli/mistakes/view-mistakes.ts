import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** No test writes it: nothing may open it. */
export const databaseFile = join(tmpdir(), `djust-mistakes-${process.pid}.sqlite`)

/** Mistakes of views: where each is, as text of views.ts, with what comes before it. */
export const viewMistakes = {
  NamelessView: { before: 'class ', at: 'NamelessView', code: 'view/template-name' },
  LostView: { before: '', at: "'lost/page.html'", code: 'template/not-found' },
  FailingView: { before: 'this.user = user.', at: 'name', code: 'check/mount-failed' },
  AwaitingView: { before: 'this.total = ', at: 'await', code: 'check/awaited-query' },
  NativeView: { before: 'this.leases = ', at: 'await em', code: 'check/awaited-query' },
  FailingGetterView: { before: '    throw ', at: 'new', code: 'check/mount-failed' },
} as const
