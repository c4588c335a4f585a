"""The shape of what people type about themselves."""


from allauth.account.forms import RequestLoginCodeForm
from allauth.account.forms import SignupForm as BaseSignUpForm



class SignUpForm(BaseSignUpForm):  # type: ignore[misc]
    """An address, nothing else."""


class LoginForm(RequestLoginCodeForm):  # type: ignore[misc]
    """The address that the code is sent to."""
