"""The three things other apps must do in this app's own transactions.

`response_completed`, `response_screened_out` and `response_withdrawn` are sent with `response` (a
Response row) and `now` inside the transaction that changes the state: a receiver that raises undoes
the change.
"""

from django.dispatch import Signal

response_completed = Signal()
response_screened_out = Signal()
response_withdrawn = Signal()
