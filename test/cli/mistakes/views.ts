import { RequestContext } from '@mikro-orm/core'
import { count, LiveView, type LiveViewClass, type Request } from 'djust'
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

export const wrongViews: readonly LiveViewClass[] = [NamelessView, LostView, FailingView, AwaitingView, NativeView, FailingGetterView]

export const mistakenViews: readonly LiveViewClass[] = Object.keys(mistakes).map(
  (name) =>
    ({
      [name]: class extends LeasesView {
        templateName = `${name}.html`
      },
    })[name]!,
)
