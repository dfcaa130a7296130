"""How Teams shows cards: light, dark and high contrast, as host configurations of the official renderer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Shades = dict[str, tuple[str, str]]
"""For each colour of a text: as it is, and subtle."""

_LIGHT: Shades = {
    "default": ("#242424", "#616161"),
    "dark": ("#242424", "#616161"),
    "light": ("#ffffff", "#f5f5f5"),
    "accent": ("#4f52b2", "#5b5fc7"),
    "good": ("#1b6e1b", "#237b4b"),
    "warning": ("#835c00", "#8f6400"),
    "attention": ("#b10e1c", "#c4314b"),
}
_DARK: Shades = {
    "default": ("#ffffff", "#adadad"),
    "dark": ("#242424", "#616161"),
    "light": ("#ffffff", "#adadad"),
    "accent": ("#a7abf6", "#9299f7"),
    "good": ("#92c353", "#92c353"),
    "warning": ("#f8d22a", "#f8d22a"),
    "attention": ("#f49da0", "#f49da0"),
}
_CONTRAST: Shades = {
    name: (colour, colour)
    for name, colour in {
        "default": "#ffffff",
        "dark": "#000000",
        "light": "#ffffff",
        "accent": "#1aebff",
        "good": "#3ff23f",
        "warning": "#ffff01",
        "attention": "#ffff01",
    }.items()
}


@dataclass(frozen=True)
class Look:
    """One way in which Teams shows cards."""

    name: str
    shades: Shades
    grounds: dict[str, str]
    line: str
    forced: bool = False
    """Whether Windows forces its high contrast colours on the page."""

    def host_config(self, *, narrow: bool) -> Json:
        """As the renderer takes it; sizes and distances are those of Teams, which stacks buttons on a telephone."""
        colours = {name: {"default": plain, "subtle": subtle} for name, (plain, subtle) in self.shades.items()}
        return {
            "fontFamily": "Segoe UI, Liberation Sans, DejaVu Sans, sans-serif",
            "fontSizes": {"small": 12, "default": 14, "medium": 16, "large": 18, "extraLarge": 24},
            "fontWeights": {"lighter": 300, "default": 400, "bolder": 600},
            "spacing": {"small": 4, "default": 8, "medium": 12, "large": 20, "extraLarge": 28, "padding": 16},
            "separator": {"lineThickness": 1, "lineColor": self.line},
            "containerStyles": {
                name: {"backgroundColor": ground, "foregroundColors": colours} for name, ground in self.grounds.items()
            },
            "supportsInteractivity": True,
            "actions": {
                "maxActions": 6,
                "spacing": "default",
                "buttonSpacing": 8,
                "showCard": {"actionMode": "inline", "inlineTopMargin": 12, "style": "emphasis"},
                "actionsOrientation": "vertical" if narrow else "horizontal",
                "actionAlignment": "stretch" if narrow else "left",
            },
            "inputs": {
                "label": {
                    "requiredInputs": {"weight": "bolder", "suffix": " *", "suffixColor": "attention"},
                    "optionalInputs": {"weight": "bolder"},
                },
                "errorMessage": {"color": "attention"},
            },
            "factSet": {
                "title": {"weight": "bolder", "wrap": True, "maxWidth": 150},
                "value": {"wrap": True},
                "spacing": 12,
            },
        }

    def style(self) -> str:
        """What Teams puts around a card: its ground, and the shape of buttons and inputs."""
        ground, text, blue, red = (
            self.grounds["default"],
            self.shades["default"][0],
            self.shades["accent"][0],
            self.shades["attention"][0],
        )
        font = '"Segoe UI", "Liberation Sans", "DejaVu Sans", sans-serif'
        return f"""
        body {{ margin: 0; background: {ground}; color: {text}; font-family: {font}; }}
        .ac-pushButton, .ac-pushButton.subdued, .ac-pushButton.expanded, .ac-pushButton.style-destructive {{
          background: {ground}; color: {text}; border: 1px solid {self.line}; border-radius: 4px; padding: 6px 12px;
          font: 600 14px {font}; min-height: 32px; }}
        .ac-pushButton.style-positive {{ background: {blue}; color: {ground}; }}
        .ac-pushButton.style-destructive {{ color: {red}; }}
        .ac-pushButton.expandable:after {{ content: "▾"; font-family: inherit; }}
        .ac-pushButton.expandable.expanded:after {{ content: "▴"; }}
        .ac-input {{ font: 14px {font}; color: {text}; background: transparent; max-width: 100%; }}
        input.ac-textInput, input.ac-dateInput, input.ac-timeInput, textarea.ac-input, select.ac-input {{
          box-sizing: border-box; padding: 6px; background: {ground}; border: 1px solid {self.line}; border-radius: 4px; }}
        input[type=checkbox], input[type=radio] {{ margin: 4px; }}
        .ac-actionSet, .ac-actionSet > div {{ flex-wrap: wrap; }}
        @media (min-width: 400px) {{ .ac-actionSet {{ row-gap: 8px; }} }}
        .ac-pushButton {{ flex-shrink: 0 !important; }}
        textarea.ac-input {{ min-height: 64px; width: 100%; }}
        """


LOOKS = (
    Look(
        "light",
        _LIGHT,
        {
            "default": "#ffffff",
            "emphasis": "#f5f5f5",
            "accent": "#e8ebfa",
            "good": "#e7f2da",
            "warning": "#fbf6d9",
            "attention": "#fcf4f6",
        },
        "#8a8a8a",
    ),
    Look(
        "dark",
        _DARK,
        {
            "default": "#292929",
            "emphasis": "#1f1f1f",
            "accent": "#2f2f4a",
            "good": "#0d2e0d",
            "warning": "#463100",
            "attention": "#3b1519",
        },
        "#8a8a8a",
    ),
    Look(
        "contrast",
        _CONTRAST,
        dict.fromkeys(("default", "emphasis", "accent", "good", "warning", "attention"), "#000000"),
        "#ffffff",
        forced=True,
    ),
)
WIDTHS = {"desk": 560, "phone": 320}
"""Pixels that Teams gives a card at a desk and on a small telephone."""
