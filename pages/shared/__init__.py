"""What all pages share: the only code beside the pages that may import streamlit.

On a fresh server Streamlit takes the `pages/` folder for its old way of making pages until some
session has run app.py as far as `st.navigation`; the first visitor of a deep link would see a page
without its menu and styles. This package is imported before any page, so it ends that once per
process. Delete when Streamlit offers a setting for it.
"""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

begun, PagesManager.uses_pages_directory = PagesManager.uses_pages_directory, False
if begun:
    st.rerun()
