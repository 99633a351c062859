"""Words about accounts for templates."""

from django import template

from ..browsers import browser_name

register = template.Library()
register.filter("browser", browser_name)
