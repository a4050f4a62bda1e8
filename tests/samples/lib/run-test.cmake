# Runs FILE with the PowerShell at PWSH, or with the real one where that is
# "real"; where there is none the test is skipped, with MISSING as the reason.
if(PWSH STREQUAL "real")
  set(PWSH "$ENV{AITHERZERO_TEST_PWSH}")
  if(NOT PWSH)
    find_program(installed_pwsh pwsh)
    set(PWSH "${installed_pwsh}")
  endif()
endif()
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
