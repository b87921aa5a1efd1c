"""The floor: the least a Streamlit page can do between a click and its result."""

import streamlit as st

on = st.checkbox("Filter")
st.html(f'<p id="result">{"on" if on else "off"}</p>')
