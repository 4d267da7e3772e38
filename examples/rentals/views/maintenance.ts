import type { QuerySet, Request, SingleQuery } from 'djust'
import { Listing, type Page } from '../listing.ts'
import { priorities, requestStatuses } from '../models/choices.ts'
import { MaintenanceRequest } from '../models/maintenance-request.ts'
import { RentalsView, rowId } from './rentals-view.ts'

const orders = {
  urgency: ['priorityRank', '-createdAt'],
  newest: ['-createdAt', 'id'],
  property: ['property.name', '-createdAt'],
} as const

export class MaintenanceView extends RentalsView {
  templateName = 'rentals/maintenance.html'
  section = 'maintenance'
  listing!: Listing
  page!: Page
  requests!: QuerySet<MaintenanceRequest>

  override async mount(request: Request) {
    const listing = new Listing(request)
    const status = listing.select('status', 'Status', { pending: 'Pending', ...requestStatuses, all: 'All' })
    const priority = listing.select('priority', 'Priority', { '': 'Any', ...priorities })
    const sort = listing.select('sort', 'Sort by', { urgency: 'Urgency', newest: 'Newest first', property: 'Property' })
    let requests = MaintenanceRequest.objects.orderBy(...orders[sort])
    if (listing.term) requests = requests.search(listing.term)
    if (status === 'pending') requests = requests.pending()
    else if (status !== 'all') requests = requests.filter({ status })
    if (priority) requests = requests.filter({ priority })

    const page = await listing.page(requests, 20)
    this.listing = listing
    this.page = page
    this.requests = page.of(requests)
  }
}

export class MaintenanceRequestView extends RentalsView {
  templateName = 'rentals/maintenance-request.html'
  section = 'maintenance'
  repair!: SingleQuery<MaintenanceRequest>
  others!: QuerySet<MaintenanceRequest>

  override mount(request: Request) {
    const id = rowId(request.params['id'])
    this.repair = MaintenanceRequest.objects.get({ id })
    this.others = MaintenanceRequest.objects
      .filter({ property: { maintenanceRequests: { id } } })
      .exclude({ id })
      .orderBy('-createdAt')
      .slice(0, 6)
  }
}
