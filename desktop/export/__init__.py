"""What is handed over: pictures, pages and data made from a call's report. Nothing here reads audio or a library."""
