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
  FilterView: { before: '.filter({ ', at: 'statsu', code: 'query/unknown-field' },
  DeepFilterView: { before: 'tenant: { ', at: 'nmae', code: 'query/unknown-field' },
  OperatorView: { before: 'status: { ', at: 'contians', code: 'query/unknown-operator' },
  ValueView: { before: 'Lease.objects.filter({ ', at: "id: 'one'", code: 'query/wrong-value' },
  UndefinedView: { before: 'Lease.objects.', at: 'filter({ status: undefined', code: 'query/undefined-value' },
  OrderView: { before: "orderBy('", at: '-endDat', code: 'query/unknown-field' },
  MemberOrderView: { before: "orderBy('", at: 'tenantName', code: 'query/not-orderable' },
  AnnotationView: { before: "count('", at: 'paymets', code: 'query/unknown-field' },
  SumView: { before: "sum('", at: 'payments.lease', code: 'query/annotation' },
  PrefetchView: { before: "prefetchRelated('", at: 'paymnts', code: 'plan/unknown-name' },
  RelationView: { before: "selectRelated('", at: 'tenent', code: 'plan/unknown-name' },
  SliceView: { before: 'slice(0, 3).', at: 'filter', code: 'query/after-slice' },
  ContextView: { before: 'Lease.objects.filter({ ', at: 'ended', code: 'query/unknown-field' },
  MethodView: { before: 'unknown }).', at: 'expiringSon', code: 'check/mount-failed' },
} as const
