import { RequestContext } from '@mikro-orm/core'
import { LiveView } from 'djust'
import { Lease } from './models.ts'

export class DashboardView extends LiveView {
  templateName = 'rentals/dashboard.html'
  expiringSoon = Lease.objects.filter({ status: 'active' }).orderBy('endDate').slice(0, 5)
}

/** One that has to know how many rows there are before it asks for them. */
export class LeasesView extends LiveView {
  templateName = 'rentals/leases.html'
  count = 0
  leases = Lease.objects.none()

  override async mount() {
    this.count = await Lease.objects.count()
    this.leases = Lease.objects.orderBy('id').slice(0, 20)
  }
}

/** How such a page is written without djust. */
export class OldDashboardView extends LiveView {
  templateName = 'rentals/dashboard.html'

  override async getContextData() {
    const em = RequestContext.getEntityManager()!
    const expiringSoon = []
    for (const lease of await em.find(Lease, { status: 'active' }, { orderBy: { endDate: 'asc' }, limit: 5 })) {
      const property = await em.refresh(lease.property)
      const tenant = await em.refresh(lease.tenant)
      const user = await em.refresh(tenant!.user)
      expiringSoon.push({
        property: { name: property?.name },
        tenant: { user: { email: user?.email } },
        endDate: lease.endDate,
      })
    }
    return { expiringSoon }
  }
}
