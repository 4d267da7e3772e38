import { RentalsView } from './rentals-view.ts'

export class NotFoundView extends RentalsView {
  templateName = 'rentals/error.html'
  section = ''
  status = 404
  title = 'There is nothing here'
  text = 'The page may have moved, or the link was mistyped. Nothing of yours is lost.'
}
