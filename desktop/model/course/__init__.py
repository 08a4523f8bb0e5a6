"""The course of a customer's feelings over a call: where it turned, how firm the line is, whether it was won."""
