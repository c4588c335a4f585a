"""Pictures for the demonstration, drawn here so that no file of anybody has to come along.

Drawn at twice their size and made smaller at the end, which softens the edges.
"""

import io
import random
import unicodedata
from collections.abc import Callable

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

Colour = str
SKY, STONE, INK, PAPER = "#CFE0EC", "#D9C7A3", "#1B2530", "#FAF7F0"
BROWN, GREEN, EARTH, BLUE, WHITE = "#A9824F", "#7F9C4A", "#5A4330", "#1C4E7C", "#FFFFFF"
WIDTH, HEIGHT, FINE = 1200, 750, 2
ACUTE, CEDILLA = "\u0301", "\u0327"
MARKS = {ACUTE, CEDILLA}


class Sheet:
    """A drawing of 1200 x 750, in those units."""

    def __init__(self, ground: Colour) -> None:
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), ground)
        self.pen = ImageDraw.Draw(self.image)
        self.chance = random.Random(7)  # noqa: S311 (the same drawing each time)

    def area(self, *points: tuple[float, float], fill: Colour, edge: Colour = INK, width: int = 3) -> None:
        scaled = [(x * FINE, y * FINE) for x, y in points]
        self.pen.polygon(scaled, fill=fill)
        self.pen.line([*scaled, scaled[0]], fill=edge, width=width * FINE, joint="curve")

    def line(self, *points: tuple[float, float], colour: Colour = INK, width: float = 4) -> None:
        scaled = [(x * FINE, y * FINE) for x, y in points]
        self.pen.line(scaled, fill=colour, width=round(width * FINE), joint="curve")

    def disc(self, x: float, y: float, radius: float, fill: Colour, flat: float = 1) -> None:
        box = (x - radius, y - radius * flat, x + radius, y + radius * flat)
        self.pen.ellipse([side * FINE for side in box], fill=fill)

    def words(
        self, x: float, y: float, text: str, size: int, colour: Colour = INK, *, middle: bool = False
    ) -> None:
        """From `x` on, or around it. Pillow's own font has no accents: they are drawn here."""
        font = ImageFont.load_default(size * FINE)
        spelled = unicodedata.normalize("NFD", text)
        bare = "".join(sign for sign in spelled if sign not in MARKS)
        x -= font.getlength(bare) / FINE / 2 if middle else 0
        self.pen.text((x * FINE, y * FINE), bare, font=font, fill=colour, anchor="lm")
        for at, sign in enumerate(spelled):
            if sign in MARKS:
                before = "".join(other for other in spelled[:at] if other not in MARKS)
                letter = font.getlength(before[-1])
                rise = 0.12 * size if before[-1].isupper() else 0.0
                self._mark(sign, x + (font.getlength(before) - letter / 2) / FINE, y, size, rise, colour)

    def _mark(self, sign: str, x: float, y: float, size: int, rise: float, colour: Colour) -> None:
        high, low = y - 0.38 * size - rise, y + 0.34 * size
        points = {
            ACUTE: [(-0.05, high), (0.12, high - 0.14 * size)],
            CEDILLA: [(0.02, low), (0.08, low + 0.1 * size), (-0.06, low + 0.16 * size)],
        }[sign]
        self.line(
            *((x + across * size, height) for across, height in points), colour=colour, width=0.08 * size
        )

    def arrow(self, x: float, y: float, length: float, colour: Colour = BLUE) -> None:
        self.line((x, y), (x + length, y), colour=colour, width=7)
        self.area((x + length + 26, y), (x + length, y - 15), (x + length, y + 15), fill=colour, edge=colour)

    def file(self) -> ContentFile[bytes]:
        out = io.BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "PNG")
        return ContentFile(out.getvalue())


def heap() -> ContentFile[bytes]:
    """A compost bin cut open: layers of brown and green on branches, worms coming up from the soil."""
    sheet = Sheet(PAPER)
    sheet.area((0, 620), (WIDTH, 620), (WIDTH, HEIGHT), (0, HEIGHT), fill=EARTH, edge=EARTH)
    left, right, top = 330, 870, 170
    layers = [
        (GREEN, "vert"),
        (BROWN, "brun"),
        (GREEN, "vert"),
        (BROWN, "brun"),
        (GREEN, "vert"),
        (BROWN, "brun"),
    ]
    height = (560 - top) / len(layers)
    for number, (colour, name) in enumerate(layers[::-1]):
        upper, lower = top + number * height, top + (number + 1) * height
        sheet.area((left, upper), (right, upper), (right, lower), (left, lower), fill=colour, edge=PAPER)
        for _ in range(70):
            x, y = sheet.chance.uniform(left + 15, right - 15), sheet.chance.uniform(upper + 10, lower - 10)
            _crumb(sheet, x, y, is_green=colour == GREEN)
        sheet.line((right + 20, (upper + lower) / 2), (right + 70, (upper + lower) / 2))
        sheet.words(right + 85, (upper + lower) / 2, name, 34)
    for number in range(9):
        x = left + 10 + number * 60
        sheet.line((x, 606), (x + 50, 574), colour="#6F5233", width=12)
    sheet.line((left - 20, 590), (left - 70, 590))
    sheet.words(60, 590, "branches", 34)
    for x in (left, right):
        sheet.line((x, top - 50), (x, 622), colour="#7A5B3A", width=20)
    for x in (400, 610, 780):
        sheet.line(
            *((x + step * 6, 672 + (step % 4 in (1, 2)) * 12) for step in range(10)),
            colour="#D98C7A",
            width=9,
        )
    sheet.words(60, 676, "terre et vers", 34, PAPER)
    sheet.words(WIDTH / 2, 70, "Un seau de vert, un seau de brun", 46, middle=True)
    return sheet.file()


def _crumb(sheet: Sheet, x: float, y: float, *, is_green: bool) -> None:
    if is_green:
        sheet.disc(
            x, y, sheet.chance.uniform(4, 11), sheet.chance.choice(["#5E7C2E", "#A3BA6B", "#C58A3D"]), 0.6
        )
    else:
        long = sheet.chance.uniform(10, 26)
        sheet.line((x, y), (x + long, y - sheet.chance.uniform(-6, 6)), colour="#7C5A30", width=4)


def plaque() -> ContentFile[bytes]:
    """The enamelled plate of a street in two languages, on a wall of pale stones."""
    sheet = Sheet("#C9B58D")
    for row in range(6):
        x = -90.0 - 60 * (row % 2)
        while x < WIDTH:
            wide = sheet.chance.uniform(150, 260)
            y, shade = row * 128, sheet.chance.choice(["#DCCBA6", "#D3BF96", "#E3D5B5", "#CDB88C"])
            sheet.area((x, y), (x + wide, y), (x + wide, y + 122), (x, y + 122), fill=shade, edge="#B49F78")
            x += wide + 6
    for grow, colour in ((14, "#8F7C57"), (0, WHITE), (-9, BLUE)):
        box = [200 - grow, 215 - grow, 1000 + grow, 535 + grow]
        sheet.pen.rounded_rectangle([side * FINE for side in box], radius=26 * FINE, fill=colour)
    sheet.words(600, 295, "PLACE", 58, WHITE, middle=True)
    sheet.words(600, 385, "DE LA RÉPUBLIQUE", 66, WHITE, middle=True)
    sheet.words(600, 475, "Plaço de la Republico", 44, "#D8E6F2", middle=True)
    for x in (228, 972):
        sheet.disc(x, 375, 9, WHITE)
    return sheet.file()


def farmhouse() -> ContentFile[bytes]:
    """A farmhouse with its back to the mistral: low and blind in the north, open in the south, behind cypresses."""
    sheet = Sheet(SKY)
    sheet.area((0, 600), (WIDTH, 600), (WIDTH, HEIGHT), (0, HEIGHT), fill="#C8B179", edge="#C8B179")
    sheet.disc(1060, 130, 62, "#F2C14E")
    for y in (190, 290, 390, 490):
        sheet.arrow(50, y, 130)
    sheet.words(50, 110, "mistral", 46, BLUE)
    for x, tall in ((300, 400), (355, 450), (410, 415)):
        sheet.line((x, 605), (x, 570), colour=EARTH, width=14)
        sheet.disc(x, 590 - tall / 2, 30, "#3F5B35", flat=tall / 60)
    sheet.area((520, 600), (520, 490), (940, 330), (940, 600), fill="#E6D3AC")
    sheet.area((495, 505), (495, 470), (960, 292), (985, 320), (975, 335), fill="#B5623C")
    for x in (700, 800):
        sheet.area((x, 490), (x + 46, 490), (x + 46, 560), (x, 560), fill="#7FA3B8")
    sheet.area((866, 470), (922, 470), (922, 600), (866, 600), fill="#7A5B3A")
    sheet.line((940, 350), (1110, 380), (1110, 600), colour="#7A5B3A", width=8)
    for number in range(9):
        sheet.disc(
            960 + number * 18, 366 + number * 3, 22, sheet.chance.choice(["#7F9C4A", "#5E7C2E", "#A3BA6B"])
        )
    sheet.words(60, 680, "nord : un mur aveugle", 34)
    sheet.words(800, 680, "sud : la porte, la treille", 34)
    return sheet.file()


DRAWN: dict[str, Callable[[], ContentFile[bytes]]] = {"heap": heap, "plaque": plaque, "farmhouse": farmhouse}
