"""The site generators as judges of front matter: mistakes from a grammar, and what each generator made of them."""
