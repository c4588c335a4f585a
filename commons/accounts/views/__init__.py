from commons.accounts.views import admissions as admissions
from commons.accounts.views import cards as cards
from commons.accounts.views import connecting as connecting
from commons.accounts.views import desk as desk
from commons.accounts.views import devices as devices
from commons.accounts.views import living as living
from commons.accounts.views import proof as proof
