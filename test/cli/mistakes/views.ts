import { RequestContext } from '@mikro-orm/core'
import { count, LiveView, type LiveViewClass, type Request, sum } from 'djust'
import { Lease } from './models.ts'
import { mistakes } from './templates.ts'

/** What every template of a mistake gets. */
abstract class LeasesView extends LiveView {
  override mount(_request: Request): void | Promise<void> {
    this.leases = Lease.objects.all()
    this.lease = Lease.objects.get({ id: 1 })
    this.tenants = Lease.objects.values('id', 'tenant.name')
    this.totals = Lease.objects.values('status').annotate({ number: count() })
  }
}

export class GoodView extends LeasesView {
  templateName = 'good.html'
}

class NamelessView extends LeasesView {
  templateName = ''
}

class LostView extends LeasesView {
  section = 'leases'
  templateName = 'lost/page.html'
}

class FailingView extends LeasesView {
  templateName = 'good.html'
  override mount({ session }: Request) {
    const user = session as unknown as { name: string }
    this.user = user.name
  }
}

class AwaitingView extends LeasesView {
  templateName = 'good.html'
  override async mount() {
    this.leases = Lease.objects.all()
    this.total = await Lease.objects.filter({ status: 'active' }).count()
    this.page = this.total
  }
}

class NativeView extends LeasesView {
  templateName = 'good.html'
  override async mount() {
    const em = RequestContext.getEntityManager()!
    this.leases = await em.find(Lease, { status: 'active' })
  }
}

class FailingGetterView extends LeasesView {
  templateName = 'good.html'
  get title(): string {
    throw new TypeError('no title')
  }
}

/* Mistakes in queries. All show the same template, which has none. TypeScript finds most of them too. */

abstract class QueryView extends LiveView {
  templateName = 'list.html'
}

class FilterView extends QueryView {
  leases = Lease.objects
    .filter({ status: 'active' })
    .filter({ statsu: 'active' } as never)
    .orderBy('id')
}

class DeepFilterView extends QueryView {
  leases = Lease.objects.filter({ tenant: { nmae: 'x' } } as never)
}

class OperatorView extends QueryView {
  leases = Lease.objects.filter({ status: { contians: 'x' } } as never)
}

class ValueView extends QueryView {
  leases = Lease.objects.filter({ id: 'one' } as never)
}

class UndefinedView extends QueryView {
  leases = Lease.objects.filter({ status: undefined } as never)
}

class OrderView extends QueryView {
  override mount() {
    this.leases = Lease.objects.orderBy('-endDat' as never)
  }
}

class MemberOrderView extends QueryView {
  leases = Lease.objects.orderBy('tenantName')
}

class AnnotationView extends QueryView {
  leases = Lease.objects.annotate({ number: count('paymets' as never) })
}

class SumView extends QueryView {
  leases = Lease.objects.annotate({ number: sum('payments.lease' as never) })
}

class PrefetchView extends QueryView {
  leases = Lease.objects.prefetchRelated('paymnts' as never)
}

class RelationView extends QueryView {
  leases = Lease.objects.selectRelated('tenent' as never)
}

class SliceView extends QueryView {
  leases = Lease.objects.slice(0, 3).filter({ id: 1 })
}

class InheritedView extends FilterView {}

class ContextView extends QueryView {
  override getContextData() {
    return { leases: Lease.objects.filter({ ended: true } as never) }
  }
}

class MethodView extends QueryView {
  leases = (Lease.objects as unknown as { expiringSon(): unknown }).expiringSon()
}

export const wrongViews: readonly LiveViewClass[] = [
  NamelessView,
  LostView,
  FailingView,
  AwaitingView,
  NativeView,
  FailingGetterView,
  FilterView,
  DeepFilterView,
  OperatorView,
  ValueView,
  UndefinedView,
  OrderView,
  MemberOrderView,
  AnnotationView,
  SumView,
  PrefetchView,
  RelationView,
  SliceView,
  InheritedView,
  ContextView,
  MethodView,
]

export const mistakenViews: readonly LiveViewClass[] = Object.keys(mistakes).map(
  (name) =>
    ({
      [name]: class extends LeasesView {
        templateName = `${name}.html`
      },
    })[name]!,
)
