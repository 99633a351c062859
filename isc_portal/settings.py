"""The portal's settings: one file, everything from the environment.

Each variable is described in docs/operators.md. NAME_FILE names a file that holds the value of NAME. Without any
variable this is a demonstration on one machine; with DEBUG=0 an insecure setting is refused at start.
"""

import json
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from isc_portal.environment import Environment
from isc_portal.imports.formats import CSV, XLSX

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).absolute()
DEBUG = env.flag("DEBUG", default=True)
DEMO = env.flag("DEMO", default=DEBUG)
INSECURE_SECRET_KEY = "only-for-development-" + "x" * 40
SECRET_KEY = env.text("SECRET_KEY", INSECURE_SECRET_KEY)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", [])
PORT = env.number("PORT", 8000, least=1, most=65535)
PORTAL_URL = env.address("PORTAL_URL", f"http://localhost:{PORT}", ["http", "https"])
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
DATABASE = env.database("DATABASE_URL")
REDIS_URL = env.address("REDIS_URL", "", ["redis", "rediss", "unix"])
EMAIL_URL = env.address("EMAIL_URL", "", ["smtp", "smtp+tls", "smtp+ssl", "anymail"])

if not DEBUG:
    insecure = {
        "SECRET_KEY must be at least 50 characters that nobody knows": (
            len(SECRET_KEY) < 50 or SECRET_KEY == INSECURE_SECRET_KEY or len(set(SECRET_KEY)) < 10
        ),
        "DEMO must be 0": DEMO,
        "ALLOWED_HOSTS must name the hosts this portal answers to": not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS,
        "PORTAL_URL must begin with https://": urlsplit(PORTAL_URL).scheme != "https",
        "DATABASE_URL must name the database": not DATABASE,
        "REDIS_URL must name the broker": not REDIS_URL,
        "EMAIL_URL must name where mail goes": not EMAIL_URL,
    }
    if any(insecure.values()):
        reasons = "; ".join(reason for reason, refused in insecure.items() if refused)
        raise ImproperlyConfigured(f"Refusing to start with DEBUG off: {reasons}.")

# --- The Institute's names, shown on every page and document ---

INSTITUTE_NAME = env.text("INSTITUTE_NAME", "Mayors Leadership Institute on Smart Cities")
INSTITUTE_SHORT_NAME = env.text("INSTITUTE_SHORT_NAME", "Institute on Smart Cities")
INSTITUTE_MARK = env.text("INSTITUTE_MARK", "ISC")
INSTITUTE_HOSTS = env.words(
    "INSTITUTE_HOSTS",
    [
        "New York University's Robert F. Wagner Graduate School of Public Service",
        "United States Conference of Mayors",
    ],
    separator=";",
)
INSTITUTE_EMAIL = env.text("INSTITUTE_EMAIL", "portal@isc.example.org")
INSTITUTE_PHONE = env.text("INSTITUTE_PHONE", "212-555-0142")
INSTITUTE_ADDRESS = env.text("INSTITUTE_ADDRESS", "295 Lafayette Street, New York, NY 10012")  # in every mail

# --- Applications ---

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "isc_portal.accounts.apps.PortalAdminConfig",
    "django.forms",
    "django.contrib.sites",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "django_cotton_uswds",
    "django_htmx",
    "import_export",
    "pgtrigger",
    "pghistory",
    "csp",
    "isc_portal",
    "isc_portal.accounts",
    "isc_portal.mail",
    "isc_portal.documents",
    "cohorts",
    "resources",
    "casestudies",
    "toolkit",
]
SITE_ID = 1
ROOT_URLCONF = "isc_portal.urls"
WSGI_APPLICATION = "isc_portal.wsgi.application"
ASGI_APPLICATION = "isc_portal.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "isc_portal.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "casestudies.board.polling.BoardPollMiddleware",  # before whatever asks the database who this is
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "isc_portal.middleware.RequestSizeMiddleware",  # where its page knows the reader, and before the body is read
    "isc_portal.middleware.HtmxGlueMiddleware",
    "isc_portal.middleware.TimeZoneMiddleware",
    "isc_portal.middleware.LastSeenMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "isc_portal.accounts.middleware.SecondFactorMiddleware",
    "isc_portal.home.FreshAgendaMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "isc_portal.context.portal",
            ],
        },
    }
]
COTTON_SNAKE_CASED_NAMES = False
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its own attributes, not the page's variables
FORM_RENDERER = "isc_portal.forms.PortalRenderer"

# --- Database, broker and cache: by their URLs, or started by themselves under VAR_DIR ---

EMBEDDED = not (DATABASE and REDIS_URL)
EMBEDDED_DURABLE = env.flag("EMBEDDED_DURABLE", default=True)
if EMBEDDED:
    from isc_portal import embedded

    try:
        engines = embedded.start(VAR_DIR, durable=EMBEDDED_DURABLE)
    except embedded.EmbeddedError as error:
        raise ImproperlyConfigured(str(error)) from error
    DATABASE = DATABASE or {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": embedded.DATABASE,
        "USER": embedded.DATABASE,
        "HOST": engines.postgres["host"],
        "PORT": engines.postgres["port"],
        "PASSWORD": engines.postgres["password"],
    }
    REDIS_URL = REDIS_URL or engines.valkey_url

DATABASES = {
    "default": {
        **DATABASE,
        "CONN_MAX_AGE": env.number("DATABASE_CONNECTION_SECONDS", 60),
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": "test_portal"},
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env.text("CACHE_PREFIX", "portal"),
    }
}

# --- Jobs ---

CELERY_BROKER_URL = f"redis+socket://{REDIS_URL.removeprefix('unix://')}" if REDIS_URL[:5] == "unix:" else REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_QUEUES = [Queue(name) for name in ("default", "documents", "imports", "mail")]
CELERY_TASK_ROUTES = {
    "isc_portal.documents.*": {"queue": "documents"},
    "isc_portal.imports.*": {"queue": "imports"},
    "isc_portal.mail.*": {"queue": "mail"},
    "resources.rosters.*": {"queue": "imports"},
}
# A task is taken off the queue when it has ended, so a killed worker's task comes back; every task may run twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.number("WORKER_MEMORY_MB", 1024, least=256) * 1024  # Celery counts KiB
CELERY_TASK_SOFT_TIME_LIMIT = env.number("TASK_SECONDS", 600, least=30, most=1500)
CELERY_TASK_TIME_LIMIT = CELERY_TASK_SOFT_TIME_LIMIT + 30
# Longer than two tasks in a row may take: a task that waits behind another in the same process is not given out twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "global_keyprefix": f"{CACHES['default']['KEY_PREFIX']}-jobs:",
    "socket_connect_timeout": 5,
    "socket_timeout": 30,
    # How long whoever sends a job waits for a broker that is down; without these kombu tries for several seconds.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A page does not wait for a broker that is down: the job's row is saved, and a sweep sends it later.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # in memory: every entry is due again soon, so nothing is worth a file
CELERY_BEAT_SCHEDULE = {
    "send mail that is due": {"task": "isc_portal.mail.tasks.send_due", "schedule": 5, "options": {"expires": 30}},
    "look after mail": {"task": "isc_portal.mail.tasks.look_after", "schedule": 60, "options": {"expires": 60}},
    "take up stuck documents": {"task": "isc_portal.documents.tasks.sweep", "schedule": 60, "options": {"expires": 60}},
    "take up rosters": {"task": "resources.rosters.tasks.sweep_rosters", "schedule": 60, "options": {"expires": 60}},
    "remind of intakes": {"task": "cohorts.intake.tasks.send_reminders", "schedule": crontab(minute=5)},
    "remind of clinics": {"task": "casestudies.clinics.tasks.send_reminders", "schedule": crontab(minute=10)},
    "remind of answers": {"task": "casestudies.outcomes.tasks.remind_of_answers", "schedule": crontab(minute=15)},
    "close introductions": {
        "task": "resources.introductions.tasks.expire_introductions",
        "schedule": crontab(minute=20),
    },
    # Daily; the later hours make up for a run that was missed, and find nothing to do after one that was not.
    "ask experts": {"task": "resources.assurance.tasks.ask_experts", "schedule": crontab(minute=25, hour="14-20")},
    "count words": {"task": "resources.directory.tasks.count_words", "schedule": crontab(minute=35, hour=9)},
}

# --- History: every change of a tracked row, kept by database triggers ---

PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

# --- Pages, files and uploads ---

CSRF_FAILURE_VIEW = "isc_portal.pages.csrf_failure"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [(folder, BASE_DIR / "static" / folder) for folder in ("build", "js", "img", "documents")]
MEDIA_ROOT = VAR_DIR / "media"  # reached through the door only: there is no MEDIA_URL
S3_BUCKET = env.text("S3_BUCKET")
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.address("S3_ENDPOINT_URL", "", ["http", "https"]) or None,
            "region_name": env.text("S3_REGION") or None,
            "access_key": env.text("S3_ACCESS_KEY_ID") or None,
            "secret_key": env.text("S3_SECRET_ACCESS_KEY") or None,
            "default_acl": "private",
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
UPLOAD_LIMIT_MB = env.number("UPLOAD_LIMIT_MB", 25, least=1, most=200)  # one file
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a request without its files
REQUEST_LIMIT_MB = UPLOAD_LIMIT_MB * 4  # a request with all its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o640

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# --- Documents ---

DOCUMENT_KIND_MODULES = env.words("DOCUMENT_KIND_MODULES", [])  # kinds that live beside the slices' documents.py
# The columns of a cohort's grid and the steps of a city's way, in their order (cohorts/standing/pieces.py).
COHORT_PIECES = [
    *(f"cohorts.standing.pieces.{name}" for name in ("ANSWERS", "SIGNATURE", "REVIEW")),
    *("casestudies.pieces.CASE", "casestudies.pieces.CLINIC", "cohorts.standing.pieces.BLUEPRINT"),
]
IMPORT_EXPORT_FORMATS = [CSV, XLSX]  # in Django's admin
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
DOCUMENT_FILES = BASE_DIR / "static"  # all that a document may open: its style sheets, fonts and pictures
DOCUMENT_TIME_LIMIT = env.number("DOCUMENT_TIME_LIMIT", 300, least=5, most=550)  # seconds
DOCUMENT_MEMORY_LIMIT = env.number("DOCUMENT_MEMORY_LIMIT", 1024, least=256)  # megabytes

# --- Accounts ---

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # an email is unique in any spelling, by a constraint that check does not see
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # signed in stays signed in while the cache is away
SESSION_COOKIE_AGE = 14 * 24 * 3600
ACCOUNT_ADAPTER = "isc_portal.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # sign-up itself is closed; without a password here none is accepted
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True  # one address a person
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,5/5m/key",
    "accept_invitation": "20/m/ip",
    "invite": "60/h/user",
    "join_clinic": "10/m/user,60/h/user",  # codes of clinics
    "introduction": "20/h/user",  # questions to experts
    "introduction_answer": "20/m/ip",
    "directory_check": "20/m/ip",  # answers by the link of a confirmation mail
    "directory_check_mail": "10/h/ip,3/d/key",  # new links for one entry
    "outdated_report": "20/h/user",
    "guidebook": "20/h/user",  # those that are asked for, whether they are made or there already
    "apply": "5/h/ip,3/d/key",  # requests of cities to take part: those that are kept
    "apply_try": "60/h/ip",  # and those that come back with errors
    "unknown_account_mail": "1/d/key",  # to one address
    "unknown_account_mails": "60/h/key",  # to all together
}
ACCOUNT_FORMS = {
    "login": "isc_portal.accounts.forms.LoginForm",
    "request_login_code": "isc_portal.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "isc_portal.accounts.forms.ConfirmLoginCodeForm",
    "reauthenticate": "isc_portal.accounts.forms.ReauthenticateForm",
    "add_email": "isc_portal.accounts.forms.AddEmailForm",
    "confirm_email_verification_code": "isc_portal.accounts.forms.ConfirmEmailVerificationCodeForm",
    "change_password": "isc_portal.accounts.forms.ChangePasswordForm",
    "set_password": "isc_portal.accounts.forms.SetPasswordForm",
    "reset_password": "isc_portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "isc_portal.accounts.forms.ResetPasswordKeyForm",
    "confirm_password_reset_code": "isc_portal.accounts.forms.ConfirmPasswordResetCodeForm",
}
MFA_ADAPTER = "isc_portal.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = INSTITUTE_SHORT_NAME
MFA_TOTP_TOLERANCE = 1  # phones' clocks are seldom off by more than half a minute
MFA_FORMS = {
    "authenticate": "isc_portal.accounts.forms.AuthenticateForm",
    "reauthenticate": "isc_portal.accounts.forms.ReauthenticateSecondFactorForm",
    "activate_totp": "isc_portal.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "isc_portal.accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "isc_portal.accounts.forms.EditWebAuthnForm",
}

# --- Mail ---

EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 30
if not EMAIL_URL:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
elif EMAIL_URL.startswith("anymail://"):
    provider = EMAIL_URL.removeprefix("anymail://").strip("/")
    if not provider.isidentifier():
        raise ImproperlyConfigured("EMAIL_URL must name a provider that django-anymail knows: anymail://postmark.")
    EMAIL_BACKEND = f"anymail.backends.{provider}.EmailBackend"
    try:
        ANYMAIL = json.loads(env.text("ANYMAIL", "{}"))
    except ValueError as error:
        raise ImproperlyConfigured('ANYMAIL must be JSON, such as {"POSTMARK_SERVER_TOKEN": "..."}.') from error
else:
    EMAIL_BACKEND = "isc_portal.mail.backends.SMTPBackend"
    mail_server = urlsplit(EMAIL_URL)
    EMAIL_HOST, EMAIL_PORT = mail_server.hostname or "localhost", mail_server.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(mail_server.username or ""), unquote(mail_server.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = mail_server.scheme == "smtp+tls", mail_server.scheme == "smtp+ssl"
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", f"{INSTITUTE_SHORT_NAME} <{INSTITUTE_EMAIL}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Security ---

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = False
# How many proxies of ours stand in front: the reader's address is then taken from what the nearest of them wrote.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, most=5)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if not DEBUG:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 365 * 24 * 3600, least=3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

# --- Logging: to standard error, for whoever runs the process to keep ---

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"level": "INFO" if LOG_LEVEL == "DEBUG" else LOG_LEVEL, "handlers": ["stderr"], "propagate": False},
        "django_cotton_uswds": {"level": "ERROR"},  # it misses a pattern library that only its authors use
        # Each job that began and ended is news only to who looks for a fault.
        "celery": {"level": "INFO" if LOG_LEVEL == "DEBUG" else "WARNING"},
        **{name: {"level": LOG_LEVEL} for name in ("isc_portal", "cohorts", "resources", "casestudies", "toolkit")},
    },
}

# --- Error pages: our own in a demonstration too, so that whoever tries the portal sees what people will see ---

DEBUG = DEBUG and env.flag("TRACEBACKS", default=False)
