"""Settings of an installation. Whatever differs between installations comes from the environment; docs/guides/settings.md lists it."""

import os
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from coverport.config import logs
from coverport.config.database import from_url, pool_of
from coverport.config.mail import mailer
from coverport.config.policy import content_security_policy
from coverport.config.secrets import KeyRing, secret
from coverport.core.paths import PACKAGE, data_dir


def _listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


DEBUG = False
SECRET_KEY = secret("secret_key", length=48).hex()
# {key id: key}: the first seals, the others still open what they sealed.
SENSITIVE_KEYS = KeyRing()
SENSITIVE_INDEX_KEY = secret("sensitive_index_key")

ALLOWED_HOSTS = _listed("COVERPORT_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _listed("COVERPORT_ORIGINS")
HTTPS = os.environ.get("COVERPORT_HTTPS") == "1"
# The proxy that ends HTTPS says so, and lets nobody else say it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

INSTALLED_APPS = [
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "coverport.core",
    "coverport.web",
    "coverport.exchanges",
    "coverport.accounts",
    "coverport.notices",
    "coverport.plans",
    "coverport.shopping",
    "coverport.applications",
    "coverport.enrollment",
    "coverport.appeals",
    "coverport.handoff",
    "coverport.billing",
    "coverport.edi",
    "coverport.paper",
    "coverport.fallback",
    "coverport.oversight",
    "coverport.desk",
    "coverport.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "coverport.web.middleware.StatedPolicy",
    "coverport.web.middleware.ZeroIsNoText",
    "coverport.exchanges.missing_law.LawIsKnown",
    "coverport.exchanges.middleware.find_exchange",
    "coverport.accounts.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "coverport.accounts.middleware.find_actor",
    "coverport.accounts.middleware.AnothersThingIsNotThere",
    "coverport.shopping.saved.keeping.carries_over",
    "coverport.accounts.kept.KeepWhatWasTyped",
    "coverport.accounts.second_step.AskForSecondStep",
    "coverport.fallback.middleware.SwitchedOff",
    "allauth.account.middleware.AccountMiddleware",
    "coverport.accounts.middleware.PasswordFirst",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "coverport.config.urls"
WSGI_APPLICATION = "coverport.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours stand before those of the libraries.
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            # In the place of Django's own, which its templates and ours load under this name.
            "libraries": {"i18n": "coverport.web.translating"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "coverport.exchanges.middleware.exchange_in_templates",
                "coverport.accounts.middleware.roles_in_templates",
                "coverport.plans.context.sample_plans",
            ],
        },
    }
]
# What a page has in common with thousands of others is kept apart from what counts, such as the tries of a sign-in.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fragments", "OPTIONS": {"MAX_ENTRIES": 4000},
    },
}  # fmt: skip
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# A worker of jobs that says nothing for so long is dead, and its jobs are taken up by others.
JOBS_SILENT_SECONDS = float(os.environ.get("COVERPORT_JOBS_SILENT", "30"))
# How often files for insurers are looked after: whether any is to be written, placed or taken in. Divides a minute.
TICK_SECONDS = int(os.environ.get("COVERPORT_TICK", "5"))
if TICK_SECONDS not in range(1, 61) or 60 % TICK_SECONDS:
    raise ImproperlyConfigured(f"COVERPORT_TICK is {TICK_SECONDS}: it must divide 60, as 1, 2, 5 or 10 do.")
PROCRASTINATE_WORKER_DEFAULTS = {
    "update_heartbeat_interval": JOBS_SILENT_SECONDS / 3, "stalled_worker_timeout": JOBS_SILENT_SECONDS,
}  # fmt: skip

# Commands that need no database (compiling catalogs, collecting static files) run without an address.
WEB_THREADS = int(os.environ.get("COVERPORT_THREADS", "4"))
DATABASES = {"default": from_url(os.environ.get("DATABASE_URL", "postgresql:///coverport"))}
# The server's threads share a pool as large as they are many.
if os.environ.get("COVERPORT_POOL") == "1":
    DATABASES["default"]["OPTIONS"]["pool"] = pool_of(WEB_THREADS)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "enrollment:mine"
LOGOUT_REDIRECT_URL = "shopping:home"
ACCOUNT_ADAPTER = "coverport.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# One of the two is enough; coverport.accounts.forms asks for it.
ACCOUNT_SIGNUP_FIELDS = ["email", "phone", "password1*"]
SILENCED_SYSTEM_CHECKS = ["account.W001", "templates.W003"]  # and the tags of `i18n` are ours on purpose
ACCOUNT_FORMS = {
    "add_email": "coverport.accounts.forms.ChangeEmailForm",
    "login": "coverport.accounts.forms.SignInForm",
    "signup": "coverport.accounts.forms.SignUpForm",
    "request_login_code": "coverport.accounts.forms.CodeForm",
    "reset_password": "coverport.accounts.forms.ResetForm",
}
# A person applies before they have looked into their mail: an address is confirmed when there is time, or by the first code.
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
# Another address or number opens the account: it is set by who shows the password (or second step) again.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Passwords tried at one account from one place are counted by axes, which says how long to wait. This bounds a whole place, and
# how many codes of a second step are tried at an account, wherever from: six digits are soon guessed.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,10/15m/key"}
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
SESSION_ENGINE = "coverport.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 12

MFA_ADAPTER = "coverport.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock that is half a minute off
# Browsers give passkeys to https and to localhost; the demo is the latter.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Who works for an exchange or an insurer proves a second thing; only tests that are about something else go without.
STAFF_SECOND_STEP = os.environ.get("COVERPORT_STAFF_SECOND_STEP", "1") == "1"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "coverport.accounts.lockout.locked"
AXES_CLIENT_IP_CALLABLE = "coverport.accounts.lockout.place"
# What is kept of a failed try names nobody: the account stands there as a keyed hash.
AXES_USERNAME_CALLABLE = "coverport.accounts.lockout.account_key"
AXES_SENSITIVE_PARAMETERS = ["login", "email", "phone", "username", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# Text messages: a folder, unless an address takes them over HTTP.
SMS_FOLDER = data_dir() / "sms"
SMS_ADDRESS = os.environ.get("COVERPORT_SMS_ADDRESS", "")
SMS_TOKEN = os.environ.get("COVERPORT_SMS_TOKEN", "")
# Who asks people questions to prove who they are; without an address the other two ways are offered.
IDENTITY_ADDRESS = os.environ.get("COVERPORT_IDENTITY_ADDRESS", "")
REMOTE_TIMEOUT = float(os.environ.get("COVERPORT_REMOTE_TIMEOUT", "5"))  # seconds

# An outside identity provider, such as login.gov, by OpenID Connect with PKCE.
OIDC_ISSUER = os.environ.get("COVERPORT_OIDC_ISSUER", "")
# Values of its `acr` claim that mean a proven identity.
OIDC_PROVEN_LEVELS = _listed(
    "COVERPORT_OIDC_PROVEN", "http://idmanagement.gov/ns/assurance/ial/2,urn:acr.login.gov:verified"
)
SOCIALACCOUNT_REQUESTS_TIMEOUT = REMOTE_TIMEOUT
# The operator chose the provider; an address that it has verified is its owner's.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "identity",
                "name": os.environ.get("COVERPORT_OIDC_NAME", "login.gov"),
                "client_id": os.environ.get("COVERPORT_OIDC_CLIENT", ""),
                "secret": os.environ.get("COVERPORT_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_ISSUER, "oauth_pkce_enabled": True},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["coverport.config.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = data_dir() / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = data_dir() / "media"
_COLLECTED = (Path(STATIC_ROOT) / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "coverport.web.storage.Hashed"
        if _COLLECTED or os.environ.get("COVERPORT_COLLECTING") == "1"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _COLLECTED
globals().update(mailer(os.environ.get("COVERPORT_EMAIL", ""), data_dir() / "mail", REMOTE_TIMEOUT))
DEFAULT_FROM_EMAIL = os.environ.get("COVERPORT_EMAIL_FROM", "webmaster@localhost")

# Where payments are made: `coverport serve` starts the practice processor of sample exchanges and names it.
PROCESSOR_URL = os.environ.get("COVERPORT_PROCESSOR_URL", "http://127.0.0.1:8091").rstrip("/")

# The demo serves every exchange under one host name, told apart by the first part of the path.
EXCHANGE_BY_PATH = os.environ.get("COVERPORT_EXCHANGE_BY_PATH", "1") == "1"

# Where the scripted journey finds the site, with {exchange} where one address serves several. Empty: nothing is walked or measured.
JOURNEY_ADDRESS = os.environ.get("COVERPORT_JOURNEY_ADDRESS", "")

# The federal hub: its address, and how long all of one application's questions together may take.
HUB_ADDRESS = os.environ.get("COVERPORT_HUB", "")
HUB_TIMEOUT_MS = int(os.environ.get("COVERPORT_HUB_TIMEOUT_MS", "2000"))
# The Medicaid agency to which people are handed off: its address, what we show it, and how long one message may take.
AGENCY_ADDRESS = os.environ.get("COVERPORT_AGENCY", "")
AGENCY_TOKEN = os.environ.get("COVERPORT_AGENCY_TOKEN", "")
AGENCY_TIMEOUT_MS = int(os.environ.get("COVERPORT_AGENCY_TIMEOUT_MS", "5000"))
# A paper of the largest size that we take is never written to a disk before it is encrypted.
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 << 20
# clamd, which scans what people upload: host:port or the path of its socket; none: not scanned, and that is kept in the row.
CLAMD = os.environ.get("COVERPORT_CLAMD", "")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = content_security_policy(OIDC_ISSUER)
LOGGING = logs.LOGGING
