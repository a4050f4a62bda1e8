# Runs FILE with the PowerShell at PWSH; where there is none the test is
# skipped, with MISSING as the reason.
if(NOT PWSH OR NOT EXISTS "${PWSH}")
  message(STATUS "SKIPPED: ${MISSING}")
  return()
endif()
execute_process(
  COMMAND "${PWSH}" -NoLogo -NoProfile -NonInteractive -File "${FILE}"
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${FILE} ended with ${result}")
endif()
