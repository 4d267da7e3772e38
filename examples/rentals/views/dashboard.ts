import { Lease } from '../models/lease.ts'
import { LedgerMonth } from '../models/ledger-month.ts'
import { MaintenanceRequest } from '../models/maintenance-request.ts'
import { Payment } from '../models/payment.ts'
import { Property } from '../models/property.ts'
import { RentalsView } from './rentals-view.ts'

export class DashboardView extends RentalsView {
  templateName = 'rentals/dashboard.html'
  section = 'dashboard'

  expiringSoon = Lease.objects.expiringSoon().slice(0, 5)
  pendingMaintenance = MaintenanceRequest.objects.pending().byUrgency().slice(0, 5)
  vacant = Property.objects.vacant().slice(0, 4)
  months = LedgerMonth.objects.recent(12).withTotals()
  recentPayments = Payment.objects.latest().slice(0, 8)
}
