"""Addresses of a live clinic: its pages, what they ask every second, and each act."""

from django.urls import path

from . import views_acts as acts
from . import views_paper, views_seat
from .polling import board_poll
from .views_console import console, console_card
from .views_screen import screen

urlpatterns = [
    path("clinics/<int:pk>/console/", console, name="console"),
    path("clinics/<int:pk>/console/cards/<int:card>/", console_card, name="console_card"),
    path("clinics/<int:pk>/screen/", screen, name="screen"),
    path("join/", views_seat.join, name="join"),
    path("clinics/<int:pk>/seat/", views_seat.seat, name="seat"),
    path("clinics/<int:pk>/seat/ties/", views_seat.seat_ties, name="seat_ties"),
    path("clinics/<int:pk>/paper/", views_paper.paper, name="paper"),
    path("clinics/<int:pk>/poll/", board_poll, name="board_poll"),
    path("clinics/<int:pk>/mine/", acts.board_mine, name="board_mine"),
    # The clock and the steps
    path("clinics/<int:pk>/start/", acts.start, name="board_start"),
    path("clinics/<int:pk>/pause/", acts.pause, name="board_pause"),
    path("clinics/<int:pk>/resume/", acts.resume, name="board_resume"),
    path("clinics/<int:pk>/next/", acts.next_step, name="board_next"),
    path("clinics/<int:pk>/extend/", acts.extend, name="board_extend"),
    path("clinics/<int:pk>/back/", acts.back, name="board_back"),
    path("clinics/<int:pk>/end/", acts.end, name="board_end"),
    path("clinics/<int:pk>/held-on-paper/", acts.held_on_paper, name="board_held_on_paper"),
    path("clinics/<int:pk>/question/", acts.question, name="board_question"),
    # Who conducts
    path("clinics/<int:pk>/handover/offer/", acts.handover_offer, name="handover_offer"),
    path("clinics/<int:pk>/handover/accept/", acts.handover_accept, name="handover_accept"),
    path("clinics/<int:pk>/handover/decline/", acts.handover_decline, name="handover_decline"),
    path("clinics/<int:pk>/handover/take-back/", acts.handover_take_back, name="handover_take_back"),
    path("clinics/<int:pk>/handover/ask/", acts.handover_ask, name="handover_ask"),
    path("clinics/<int:pk>/handover/give/", acts.handover_give, name="handover_give"),
    path("clinics/<int:pk>/take-over/", acts.take_over, name="board_take_over"),
    # What the facilitator does with cards
    path("clinics/<int:pk>/cards/<int:card>/show/", acts.card_show, name="card_show"),
    path("clinics/<int:pk>/cards/<int:card>/hold/", acts.card_hold, name="card_hold"),
    path("clinics/<int:pk>/cards/<int:card>/join/", acts.card_join, name="card_join"),
    path("clinics/<int:pk>/cards/<int:card>/separate/", acts.card_separate, name="card_separate"),
    path("clinics/<int:pk>/cards/group/", acts.cards_group, name="cards_group"),
    path("clinics/<int:pk>/moderation/", acts.moderation, name="board_moderation"),
    path("clinics/<int:pk>/label/", acts.label, name="board_label"),
    path("clinics/<int:pk>/speakers/<int:turn>/call/", acts.speaker_call, name="speaker_call"),
    path("clinics/<int:pk>/speakers/<int:turn>/done/", acts.speaker_done, name="speaker_done"),
    # What a seat does
    path("clinics/<int:pk>/cards/", acts.card_write, name="card_write"),
    path("clinics/<int:pk>/cards/<int:card>/edit/", acts.card_edit, name="card_edit"),
    path("clinics/<int:pk>/cards/<int:card>/withdraw/", acts.card_withdraw, name="card_withdraw"),
    path("clinics/<int:pk>/cards/<int:card>/dots/", acts.card_dots, name="card_dots"),
    path("clinics/<int:pk>/speak/", acts.speak, name="speak"),
    path("clinics/<int:pk>/speak/leave/", acts.speak_leave, name="speak_leave"),
]
