# A stranger among the tests speaks libzmq and nothing of ours.
target_link_libraries(unit_shared_net PRIVATE cppzmq)
