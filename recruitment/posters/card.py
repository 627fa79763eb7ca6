"""The picture of an invitation: study, institution, QR code, for whom and until when."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import pairwise

import segno
from PIL import Image, ImageDraw

from recruitment.posters.typeface import load_font, make_showable, set_lines

WIDTH, HEIGHT = 750, 1000
QR_AT_LEAST, QUIET_ZONE = 420, 4
LINE_HEIGHT = 1.35
_TEXT_WIDTH, _QR_MIDDLE = WIDTH - 2 * 60, 610
# Where the largest code with its quiet zone begins: 37 and 8 modules of 12 pixels.
_QR_TOP = _QR_MIDDLE - 270
_FOR_ONE, _VALID_UNTIL = 904, 952
# One scale of grey from ink to paper is drawn on, and a palette turns it into the house colours
# (tokens.css): one byte a pixel, and no colour beside the scale at the edges of letters.
INK, SOFT, ACCENT, LINE, PAPER = 0, 64, 96, 228, 255
_COLOURS = ((INK, (0x17, 0x21, 0x2B)), (ACCENT, (0x0F, 0x5F, 0x6B)), (PAPER, (0xFF, 0xFF, 0xFF)))


@dataclass(frozen=True, slots=True)
class CardText:
    """The words of a card; `simulated` is empty on a real one."""

    title: str
    institution: str
    for_one: str
    valid_until: str
    simulated: str = ""


def draw_card(text: CardText, link: str) -> bytes:
    """A PNG of 750 by 1000: error correction Q, whole pixels, a code of at least 420 pixels."""
    image = _draw_words(text).copy()
    code = segno.make_qr(link, error="q", boost_error=False).matrix
    size = len(code)
    modules = Image.frombytes("L", (size, size), b"".join(_shade(row) for row in code))
    scale = -(-QR_AT_LEAST // size)
    drawn = modules.resize((size * scale, size * scale), Image.Resampling.NEAREST)
    corner = ((WIDTH - drawn.width) // 2, _QR_MIDDLE - drawn.height // 2)
    image.paste(drawn, corner)
    coloured = Image.frombytes("P", image.size, image.tobytes())
    coloured.putpalette(_make_palette())
    picture = BytesIO()
    coloured.save(picture, "PNG")
    return picture.getvalue()


def _shade(row: bytearray) -> bytes:
    return bytes(INK if module else PAPER for module in row)


@lru_cache(maxsize=1)
def _make_palette() -> bytes:
    """256 colours: straight from ink over accent to paper."""
    colours = bytearray()
    for (first, start), (last, end) in pairwise(_COLOURS):
        for step in range(last - first):
            part = step / (last - first)
            colours += bytes(round(a + (b - a) * part) for a, b in zip(start, end, strict=True))
    return bytes(colours) + bytes(_COLOURS[-1][1])


# The cards of a survey differ in their codes alone, those of a day even in nothing else.
@lru_cache(maxsize=16)
def _draw_words(text: CardText) -> Image.Image:
    """Everything but the code."""
    image = Image.new("L", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH - 1, HEIGHT - 1), outline=LINE, width=2)
    band = 56 if text.simulated else 12
    draw.rectangle((0, 0, WIDTH - 1, band - 1), fill=ACCENT)
    _write(draw, make_showable(text.simulated), band // 2, 28, PAPER)
    _draw_heading(draw, text, band)
    _write(draw, make_showable(text.for_one), _FOR_ONE, 36, INK)
    _write(draw, make_showable(text.valid_until), _VALID_UNTIL, 30, SOFT)
    return image


def _draw_heading(draw: ImageDraw.ImageDraw, text: CardText, band: int) -> None:
    """Title and institution, in the middle between the band and the largest code."""
    title_size, title = set_lines(text.title, _TEXT_WIDTH, (46, 40, 36, 32), 3)
    size, institution = set_lines(text.institution, _TEXT_WIDTH, (30, 26), 2)
    sizes = [title_size] * len(title) + [size] * len(institution)
    gap = 14 if institution else 0
    height = sum(sizes) * LINE_HEIGHT + gap
    top = (band + _QR_TOP - height) / 2
    for number, (line, of_size) in enumerate(zip((*title, *institution), sizes, strict=True)):
        top += gap if number == len(title) else 0
        colour = INK if number < len(title) else ACCENT
        _write(draw, line, round(top + of_size * LINE_HEIGHT / 2), of_size, colour)
        top += of_size * LINE_HEIGHT


def _write(draw: ImageDraw.ImageDraw, line: str, middle: int, size: int, colour: int) -> None:
    draw.text((WIDTH / 2, middle), line, fill=colour, font=load_font(size), anchor="mm")
