# Somebody who reads the newsletter.
class Subscriber < ActiveRecord::Base
end
