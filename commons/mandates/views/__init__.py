from commons.mandates.views import desk as desk
from commons.mandates.views import mine as mine
from commons.mandates.views import one as one
